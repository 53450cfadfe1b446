// The pages of a PDF by their numbers: where the reader is, how to go elsewhere, and where they stopped.
import { fill } from "./paper-words.js";

export function leafs(box, viewer, settings, say) {
  const { words } = settings;
  const [back, on] = box.querySelectorAll("[data-leaf]");
  const field = box.querySelector("[data-page]");
  const scroll = box.querySelector("[data-scroll]");

  function tell(page) {
    field.value = page;
    back.disabled = page <= 1;
    on.disabled = page >= viewer.pagesCount;
    box.dataset.at = page; // study.js sends it with the next beat
  }

  function goTo(page) {
    viewer.currentPageNumber = Math.min(Math.max(1, page), viewer.pagesCount);
  }

  function name() {
    viewer.viewer.querySelectorAll(".page").forEach((page) => {
      page.setAttribute("aria-label", fill(words.page, { page: page.dataset.pageNumber, pages: viewer.pagesCount }));
    });
  }

  function begin() {
    box.querySelector("[data-pages]").textContent = fill(words.pages, { pages: viewer.pagesCount });
    name();
    goTo(settings.page);
    tell(viewer.currentPageNumber);
    if (settings.resumed && viewer.currentPageNumber > 1) {
      box.querySelector("[data-said]").textContent = fill(words.resumed, { page: viewer.currentPageNumber });
    }
  }

  viewer.eventBus.on("pagesinit", begin);
  viewer.eventBus.on("pagechanging", ({ pageNumber }) => tell(pageNumber));
  back.addEventListener("click", () => viewer.previousPage());
  on.addEventListener("click", () => viewer.nextPage());
  field.addEventListener("focus", () => field.select());
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    goTo(Number.parseInt(field.value, 10) || viewer.currentPageNumber);
    tell(viewer.currentPageNumber);
  });
  field.addEventListener("change", () => field.form.requestSubmit());
  const acts = { n: () => viewer.nextPage(), p: () => viewer.previousPage(), Home: () => goTo(1), End: () => goTo(viewer.pagesCount) };
  scroll.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  });
}
