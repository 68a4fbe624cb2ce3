// Keeps a part of a page fresh: fetches it every three seconds and puts it in the place of the old one when it differs.
// Without it the page is the same, as of its last load.
(function () {
  "use strict";

  const INTERVAL = 3000;

  function replace(box, markup) {
    const active = document.activeElement;
    const focused = active && box.contains(active) ? [active.name, active.value] : null;
    // Escaped by the server, which draws the same markup for the page itself.
    box.innerHTML = markup;
    if (focused) {
      const again = Array.from(box.querySelectorAll("button")).find(
        (button) => button.name === focused[0] && button.value === focused[1],
      );
      if (again) {
        again.focus();
      }
    }
  }

  function keepFresh(box) {
    let shown = "";

    async function look() {
      try {
        const response = document.hidden
          ? null
          : await fetch(box.dataset.pdpLive, { credentials: "same-origin", headers: { Accept: "text/html" } });
        if (response && response.ok && !response.redirected) {
          const markup = await response.text();
          if (markup !== shown) {
            shown = markup;
            replace(box, markup);
          }
        }
      } catch (error) {
        // The server is away for a moment; look again.
      }
      window.setTimeout(look, INTERVAL);
    }

    window.setTimeout(look, INTERVAL);
  }

  function start() {
    document.querySelectorAll("[data-pdp-live]").forEach(keepFresh);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
