// Two pictures in one frame: a slider uncovers one over the other, and a difference view shows where they part. Without it
// both stand side by side.
(function () {
  "use strict";

  function show(box, mode) {
    box.dataset.pdpMode = mode;
    box.querySelectorAll("[data-pdp-mode-button]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.pdpModeButton === mode));
    });
    box.querySelector("[data-pdp-slider]").hidden = mode !== "slider";
  }

  function start(box) {
    const slider = box.querySelector("[data-pdp-slider]");
    const over = box.querySelector("[data-pdp-over]");
    box.hidden = false;
    box.querySelectorAll("[data-pdp-mode-button]").forEach((button) => {
      button.addEventListener("click", () => show(box, button.dataset.pdpModeButton));
    });
    slider.addEventListener("input", () => {
      // Set on the rule itself: a policy that forbids inline styles allows it.
      over.style.clipPath = `inset(0 0 0 ${slider.value}%)`;
    });
    over.style.clipPath = "inset(0 0 0 50%)";
    show(box, "slider");
  }

  document.querySelectorAll("[data-pdp-compare]").forEach(start);
})();
