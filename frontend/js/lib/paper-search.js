// Search in a PDF, on all of its pages, drawn or not.
import { fill } from "./paper-words.js";

const NOT_FOUND = 1;
const PENDING = 3;

export function searches(box, viewer, words) {
  const { eventBus } = viewer;
  const opener = box.querySelector("[data-search]");
  const form = box.querySelector("[data-search-form]");
  const field = form.querySelector("input");
  const said = form.querySelector("[role=status]");
  const [back, on] = form.querySelectorAll("[data-match]");

  function seek({ type = "", findPrevious = false } = {}) {
    const query = field.value.trim();
    said.textContent = "";
    eventBus.dispatch("find", { source: box, type, query, findPrevious, caseSensitive: false, entireWord: false, highlightAll: true, matchDiacritics: false });
  }

  function open() {
    form.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    field.focus();
    field.select();
  }

  function close() {
    form.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    eventBus.dispatch("findbarclose", { source: box });
    opener.focus();
  }

  function tell({ matchesCount, state }) {
    if (!field.value.trim() || state === PENDING) {
      return;
    }
    const { current, total } = matchesCount;
    const isNothing = state === NOT_FOUND || (state === undefined && total === 0);
    if (!isNothing && !current) {
      return;
    }
    said.textContent = isNothing ? words.nothing : fill(words.found, { match: current, matches: total });
  }

  eventBus.on("updatefindcontrolstate", tell);
  eventBus.on("updatefindmatchescount", ({ matchesCount }) => matchesCount.total && tell({ matchesCount }));
  opener.addEventListener("click", () => (form.hidden ? open() : close()));
  form.querySelector("[data-close]").addEventListener("click", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    seek({ type: "again" });
  });
  field.addEventListener("input", () => seek());
  back.addEventListener("click", () => seek({ type: "again", findPrevious: true }));
  on.addEventListener("click", () => seek({ type: "again" }));

  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !form.hidden) {
      event.stopPropagation();
      close();
    } else if ((event.key === "f" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && event.target !== field)) {
      event.preventDefault();
      open();
    }
  });
}
