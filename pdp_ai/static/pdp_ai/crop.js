// Lays a frame over the picture that is dragged by its corners or as a whole. Without it the four numbers are typed.
(function () {
  "use strict";

  const SIDES = ["left", "top", "width", "height"];

  function start(form) {
    const picture = form.querySelector("[data-pdp-crop-picture]");
    const frame = form.querySelector("[data-pdp-crop-frame]");
    const ratios = form.querySelector("[data-pdp-ratios]");
    const fields = Object.fromEntries(SIDES.map((side) => [side, form.querySelector(`[name=${side}]`)]));
    let ratio = 0; // width / height; 0 for any

    const size = () => ({ x: picture.naturalWidth, y: picture.naturalHeight });
    const within = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0));

    function read() {
      return Object.fromEntries(SIDES.map((side) => [side, Number(fields[side].value)]));
    }

    function write(box) {
      const { x, y } = size();
      const [left, top] = [Math.round(box.left), Math.round(box.top)];
      const width = Math.min(Math.round(box.width), x - left);
      const height = Math.min(Math.round(box.height), y - top);
      Object.entries({ left, top, width, height }).forEach(([side, value]) => (fields[side].value = String(value)));
      show();
    }

    function show() {
      const box = read();
      const { x, y } = size();
      frame.hidden = !x || SIDES.some((side) => fields[side].value === "");
      // Set on the rule itself: a policy that forbids inline styles allows it.
      frame.style.left = `${(100 * box.left) / x}%`;
      frame.style.top = `${(100 * box.top) / y}%`;
      frame.style.width = `${(100 * box.width) / x}%`;
      frame.style.height = `${(100 * box.height) / y}%`;
    }

    // The largest shape of the proportions that is at most as large as asked, and fits the room.
    function shaped(width, height, room) {
      if (!ratio) return [Math.min(width, room.x), Math.min(height, room.y)];
      const wide = Math.min(Math.max(width, height * ratio), room.x, room.y * ratio);
      return [wide, wide / ratio];
    }

    function between(anchor, point) {
      const { x, y } = size();
      const [right, down] = [point.x >= anchor.x, point.y >= anchor.y];
      const room = { x: right ? x - anchor.x : anchor.x, y: down ? y - anchor.y : anchor.y };
      const [width, height] = shaped(Math.abs(point.x - anchor.x), Math.abs(point.y - anchor.y), room);
      return { left: right ? anchor.x : anchor.x - width, top: down ? anchor.y : anchor.y - height, width, height };
    }

    function moved(box, x, y) {
      return { ...box, left: within(box.left + x, size().x - box.width), top: within(box.top + y, size().y - box.height) };
    }

    function drag(event) {
      const corner = event.target.dataset.pdpCorner || "";
      const area = picture.getBoundingClientRect();
      const scale = size().x / area.width;
      const box = read();
      const anchor = {
        x: corner.includes("w") ? box.left + box.width : box.left,
        y: corner.includes("n") ? box.top + box.height : box.top,
      };
      const from = { x: event.clientX, y: event.clientY };

      function follow(to) {
        if (corner) write(between(anchor, { x: (to.clientX - area.left) * scale, y: (to.clientY - area.top) * scale }));
        else write(moved(box, (to.clientX - from.x) * scale, (to.clientY - from.y) * scale));
      }

      event.preventDefault();
      frame.setPointerCapture(event.pointerId);
      frame.addEventListener("pointermove", follow);
      frame.addEventListener("lostpointercapture", () => frame.removeEventListener("pointermove", follow), { once: true });
    }

    function choose(button) {
      const { x, y } = size();
      const [wide, high] = button.dataset.pdpRatio === "own" ? [x, y] : button.dataset.pdpRatio.split(":").map(Number);
      ratio = high ? wide / high : 0;
      ratios.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      if (!ratio) return;
      const box = read();
      const [width, height] = shaped(x, y, { x, y });
      const middle = { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2 };
      write(moved({ ...middle, width, height }, 0, 0));
    }

    function typed(event) {
      if (ratio && event.target === fields.width) fields.height.value = String(Math.round(fields.width.value / ratio));
      if (ratio && event.target === fields.height) fields.width.value = String(Math.round(fields.height.value * ratio));
      show();
    }

    function begin() {
      const { x, y } = size();
      if (SIDES.every((side) => fields[side].value === "")) write({ left: 0, top: 0, width: x, height: y });
      ratios.hidden = false;
      show();
    }

    frame.addEventListener("pointerdown", drag);
    Object.values(fields).forEach((field) => field.addEventListener("input", typed));
    ratios.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => choose(button)));
    if (picture.complete && picture.naturalWidth) begin();
    else picture.addEventListener("load", begin, { once: true });
  }

  document.querySelectorAll("[data-pdp-crop]").forEach(start);
})();
