// Shows a page in a frame that is as wide as its device, made smaller to fit. Without it a frame is as wide as its column.
(function () {
  "use strict";

  function fit(box) {
    const frame = box.querySelector("iframe");
    const device = Number(box.dataset.pdpScaled);

    new ResizeObserver(() => {
      const scale = Math.min(1, box.clientWidth / device);
      // Set on the rule itself: a policy that forbids inline styles allows it.
      frame.style.width = `${device}px`;
      frame.style.height = `${box.clientHeight / scale}px`;
      frame.style.transform = `scale(${scale})`;
    }).observe(box);
  }

  document.querySelectorAll("[data-pdp-scaled]").forEach(fit);
})();
