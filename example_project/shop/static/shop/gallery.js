// Shows a thumbnail's picture in the main frame. Without this script, a thumbnail is a link to its picture.
for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const main = gallery.querySelector(".gallery__main img");
  const label = gallery.querySelector(".gallery__label");
  const links = [...gallery.querySelectorAll(".gallery__thumbs a, .colours a")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      for (const other of links) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      for (const side of ["width", "height"]) {
        if (link.dataset[side]) main[side] = link.dataset[side];
        else main.removeAttribute(side);
      }
      main.src = link.href;
      main.alt = link.querySelector("img").alt;
      if (label) label.textContent = link.dataset.label;
    });
  }
}
