// The transcript beside the video: follows it, moves it, and can be searched.

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function mark(element, text, wanted) {
  const at = wanted && plain(text).length === text.length ? plain(text).indexOf(wanted) : -1;
  if (at < 0) {
    element.textContent = text;
    return;
  }
  const found = document.createElement("mark");
  found.textContent = text.slice(at, at + wanted.length);
  element.replaceChildren(text.slice(0, at), found, text.slice(at + wanted.length));
}

export function followTranscript(list, { seek }) {
  const panel = list.closest("section");
  const follow = panel.querySelector("[data-follow]");
  const search = panel.querySelector("input[type=search]");
  const found = panel.querySelector("[data-found]");
  const cues = [...list.children].map((item) => ({
    item,
    start: Number(item.dataset.start),
    words: item.querySelector(".study-cue-text"),
    text: item.querySelector(".study-cue-text").textContent,
  }));
  let current = null;

  function reveal(item) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    list.scrollTo({ top: item.offsetTop - list.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
  }

  function show(milliseconds) {
    const cue = cues.findLast((each) => each.start <= milliseconds) ?? null;
    if (cue === current) {
      return;
    }
    current?.item.removeAttribute("aria-current");
    current = cue;
    current?.item.setAttribute("aria-current", "true");
    if (current && follow.checked && !search.value) {
      reveal(current.item);
    }
  }

  function filter() {
    const wanted = plain(search.value.trim());
    let count = 0;
    for (const { item, words, text } of cues) {
      item.hidden = !plain(text).includes(wanted);
      count += item.hidden ? 0 : 1;
      mark(words, text, wanted);
    }
    found.textContent = wanted ? found.dataset.wording.replace("{found}", count).replace("{all}", cues.length) : "";
    if (!wanted && current && follow.checked) {
      reveal(current.item);
    }
  }

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) {
      event.preventDefault();
      seek(Number(link.parentElement.dataset.start));
    }
  });
  for (const gesture of ["wheel", "touchmove"]) {
    list.addEventListener(gesture, () => (follow.checked = false), { passive: true });
  }
  follow.addEventListener("change", () => follow.checked && current && reveal(current.item));
  search.addEventListener("input", filter);
  return { show };
}
