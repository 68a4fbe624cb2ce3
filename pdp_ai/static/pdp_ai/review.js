// Keys for what a page offers: any element with data-pdp-key is clicked, or focused if it is a field, by that key.
// The help lists them by their own labels. Switched off once, they stay off in this browser. Without it all works by mouse
// and Tab.
(function () {
  "use strict";

  const OFF = "pdp_ai.keys.off";
  const dialog = document.querySelector("[data-pdp-keys]");

  function keyed() {
    return Array.from(document.querySelectorAll("[data-pdp-key]"));
  }

  function areOff() {
    return window.localStorage.getItem(OFF) === "1";
  }

  function isTyping(target) {
    return Boolean(target.closest && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]"));
  }

  function label(element) {
    const named = element.labels && element.labels[0];
    return (named || element).textContent.replace(/[←→]/g, "").replace(/\s+/g, " ").trim();
  }

  function row(key, text) {
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = key;
    term.append(cap);
    const meaning = document.createElement("dd");
    meaning.textContent = text;
    return [term, meaning];
  }

  function openHelp() {
    const list = dialog.querySelector("[data-pdp-keys-list]");
    list.replaceChildren();
    keyed().forEach((element) => list.append(...row(element.dataset.pdpKey, label(element))));
    const stops = document.querySelector("[data-pdp-stop]");
    if (stops) {
      list.append(...row("j", dialog.dataset.pdpDown), ...row("k", dialog.dataset.pdpUp), ...row("x", dialog.dataset.pdpTick));
    }
    dialog.querySelector("[data-pdp-keys-on]").checked = !areOff();
    dialog.showModal();
  }

  function use(element) {
    const details = element.closest("details");
    if (element.tagName === "SUMMARY") {
      details.open = true;
      const field = details.querySelector("textarea, [contenteditable=true]");
      (field || element).focus();
      element.scrollIntoView({ block: "nearest" });
    } else if (element.matches("input, select, textarea")) {
      element.focus();
    } else {
      element.click();
    }
  }

  function step(direction) {
    const stops = Array.from(document.querySelectorAll("[data-pdp-stop]"));
    const index = stops.indexOf(document.activeElement);
    const next = stops[index < 0 ? 0 : Math.min(stops.length - 1, Math.max(0, index + direction))];
    if (next) {
      next.focus();
      next.closest("article").scrollIntoView({ block: "center" });
    }
    return Boolean(next);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || (dialog && dialog.open)) {
      return;
    }
    if (event.key === "?" && dialog) {
      // Wagtail has a help of its own under this key; on these pages ours says more.
      event.preventDefault();
      event.stopImmediatePropagation();
      openHelp();
      return;
    }
    if (areOff()) {
      return;
    }
    const element = keyed().find((each) => each.dataset.pdpKey === event.key && each.getClientRects().length);
    if (element) {
      event.preventDefault();
      use(element);
    } else if (
      (event.key === "j" && step(1)) ||
      (event.key === "k" && step(-1)) ||
      (event.key === "x" && tickCard())
    ) {
      event.preventDefault();
    }
  }

  function submitOnChange(form) {
    form.addEventListener("change", (event) => {
      if (event.target.tagName === "SELECT") {
        form.requestSubmit();
      }
    });
  }

  // An address without the empty fields of the form.
  function leaveOutEmpty(form) {
    form.addEventListener("formdata", (event) => {
      Array.from(event.formData.entries()).forEach(([name, value]) => {
        if (!value) {
          event.formData.delete(name);
        }
      });
    });
  }

  // Ticks: a product's box stands for its drafts; the count says what the buttons will act on.
  function keepCount(form) {
    const boxes = () => Array.from(document.querySelectorAll("input[form=pdp-choose][name=draft]"));
    const all = form.querySelector("[data-pdp-all]");
    const said = form.querySelector("[data-pdp-chosen]");

    function tell() {
      const chosen = boxes().filter((box) => box.checked).length;
      const words = chosen === 1 ? said.dataset.pdpOne : said.dataset.pdpSome;
      said.textContent = all.checked ? "" : chosen ? `${chosen} ${words}` : said.dataset.pdpNone;
      form.querySelectorAll("button").forEach((button) => {
        button.disabled = !all.checked && !chosen;
      });
      document.querySelectorAll("[data-pdp-tick-all]").forEach((box) => {
        const own = Array.from(box.closest("article").querySelectorAll("[name=draft]"));
        box.checked = all.checked || own.every((each) => each.checked);
        box.indeterminate = !box.checked && own.some((each) => each.checked);
      });
    }

    document.addEventListener("change", (event) => {
      if (event.target === all) {
        boxes().forEach((box) => {
          box.checked = all.checked;
        });
      }
      if (event.target.matches("[data-pdp-tick-all]")) {
        event.target.closest("article").querySelectorAll("[name=draft]").forEach((box) => {
          box.checked = event.target.checked;
        });
      }
      tell();
    });
    tell();
  }

  function tickCard() {
    const card = document.activeElement.closest("article");
    const box = card && card.querySelector("[data-pdp-tick-all]");
    if (box) {
      box.click();
    }
    return Boolean(box);
  }

  // One decision for one click: the second click of a double one must not hit the next draft.
  function sendOnce(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.pdpSent) {
        event.preventDefault();
      }
      form.dataset.pdpSent = "1";
    });
  }

  document.addEventListener("keydown", onKey, true);
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-pdp-sent]").forEach((form) => delete form.dataset.pdpSent);
  });
  document.querySelectorAll("[data-pdp-autosubmit]").forEach((form) => {
    submitOnChange(form);
    form.querySelector("[data-pdp-without-script]").hidden = true;
    leaveOutEmpty(form);
  });
  document.querySelectorAll(".pdp form[method=post]").forEach(sendOnce);
  document.querySelectorAll("[data-pdp-choose]").forEach(keepCount);
  if (dialog) {
    document.querySelectorAll("[data-pdp-keys-open]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", openHelp);
    });
    dialog.querySelector("[data-pdp-keys-on]").addEventListener("change", (event) => {
      window.localStorage.setItem(OFF, event.target.checked ? "" : "1");
    });
  }
})();
