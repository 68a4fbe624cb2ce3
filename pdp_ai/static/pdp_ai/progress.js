// Keeps job states fresh while jobs run: asks the status address every two seconds, and stops when all are done.
// Without it the pages are the same, as of their last load.
(function () {
  "use strict";

  const INTERVAL = 2000;
  let box = null;

  function shownJobs() {
    const cells = Array.from(document.querySelectorAll("[data-pdp-job]"));
    return Array.from(new Set(cells.map((cell) => cell.dataset.pdpJob))).join(",");
  }

  function show(answer) {
    document.querySelectorAll("[data-pdp-job]").forEach((cell) => {
      const job = answer.jobs[cell.dataset.pdpJob];
      const markup = job && job[cell.dataset.pdpCell];
      // Escaped by the server, which draws the same cells for the page itself.
      if (job && cell.innerHTML !== markup) {
        cell.innerHTML = markup;
      }
    });
    const summary = box.querySelector("[data-pdp-summary]");
    const bar = box.querySelector("[data-pdp-progress]");
    if (summary) {
      summary.textContent = answer.summary;
    }
    if (bar) {
      bar.max = answer.total;
      bar.value = answer.done;
    }
  }

  async function look() {
    const jobs = box.dataset.pdpJobs || shownJobs();
    if (!jobs) {
      return;
    }
    try {
      const response = await fetch(`${box.dataset.pdpStatus}?jobs=${encodeURIComponent(jobs)}`, {
        credentials: "same-origin",
        headers: { Accept: "application/json" },
      });
      if (response.redirected) {
        return; // signed out meanwhile
      }
      if (response.ok) {
        const answer = await response.json();
        show(answer);
        if (!answer.active) {
          document.querySelectorAll("[data-pdp-while-active]").forEach((part) => {
            part.hidden = true;
          });
          return;
        }
      }
    } catch (error) {
      // The server is away for a moment; look again.
    }
    window.setTimeout(look, INTERVAL);
  }

  function start() {
    box = document.querySelector("[data-pdp-status]");
    if (box) {
      window.setTimeout(look, INTERVAL);
    }
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
