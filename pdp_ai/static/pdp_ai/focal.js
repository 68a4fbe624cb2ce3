// Sets the focal point by a click on the picture, and marks it there. Without it the two numbers are typed.
(function () {
  "use strict";

  function start(form) {
    const picture = form.querySelector("[data-pdp-focal-picture]");
    const mark = form.querySelector("[data-pdp-focal-mark]");
    const [x, y] = ["x", "y"].map((name) => form.querySelector(`[name=${name}]`));

    function show() {
      mark.hidden = x.value === "" || y.value === "";
      // Set on the rule itself: a policy that forbids inline styles allows it.
      mark.style.left = `${x.value}%`;
      mark.style.top = `${y.value}%`;
    }

    function put(event) {
      const box = picture.getBoundingClientRect();
      x.value = String(Math.round((100 * (event.clientX - box.left)) / box.width));
      y.value = String(Math.round((100 * (event.clientY - box.top)) / box.height));
      show();
    }

    picture.addEventListener("click", put);
    [x, y].forEach((field) => field.addEventListener("input", show));
    show();
  }

  document.querySelectorAll("[data-pdp-focal]").forEach(start);
})();
