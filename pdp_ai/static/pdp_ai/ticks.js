// One box that ticks all the boxes of its form. Without it each is ticked by itself.
(function () {
  "use strict";

  document.querySelectorAll("[data-pdp-tick-page]").forEach((all) => {
    const boxes = Array.from(all.form.querySelectorAll("[name=product]"));

    function show() {
      all.checked = boxes.every((box) => box.checked);
      all.indeterminate = !all.checked && boxes.some((box) => box.checked);
    }

    all.hidden = false;
    all.addEventListener("change", () => {
      boxes.forEach((box) => {
        box.checked = all.checked;
      });
    });
    boxes.forEach((box) => box.addEventListener("change", show));
    show();
  });
})();
