// Adds and clears rows of a style's examples. Without it there is one empty row at the end, and another after saving.
(function () {
  "use strict";

  function rows(box) {
    return Array.from(box.querySelectorAll("[data-pdp-example]"));
  }

  function clear(row) {
    row.querySelectorAll("textarea").forEach((area) => {
      area.value = "";
      area.dispatchEvent(new Event("change", { bubbles: true }));
    });
    row.querySelector("textarea").focus();
  }

  function add(box, button) {
    const last = rows(box).pop();
    const row = last.cloneNode(true);
    const number = rows(box).length;
    row.querySelector("[data-pdp-number]").textContent = String(number + 1);
    row.querySelectorAll("[data-pdp-part]").forEach((part) => {
      part.name = `${box.dataset.pdpExamples}-${number}-${part.dataset.pdpPart}`;
    });
    row.querySelectorAll("textarea").forEach((area) => {
      area.value = "";
    });
    last.after(row);
    ready(row);
    button.hidden = rows(box).length >= Number(box.dataset.pdpMost);
    row.querySelector("select").focus();
  }

  function ready(row) {
    const button = row.querySelector("[data-pdp-clear]");
    button.hidden = false;
    button.addEventListener("click", () => clear(row));
  }

  function start() {
    document.querySelectorAll("[data-pdp-examples]").forEach((box) => {
      const button = box.querySelector("[data-pdp-add]");
      rows(box).forEach(ready);
      button.hidden = rows(box).length >= Number(box.dataset.pdpMost);
      button.addEventListener("click", () => add(box, button));
    });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
