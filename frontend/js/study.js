// A chapter that is read: its time counts while the page is before the reader, and a text knows when its end was seen.
import { Beats } from "./lib/beats.js";
import { renewOutline } from "./lib/outline.js";

const EVERY = 30000;
const LOOK = 10000; // how often it looks whether that is over, or whether the chapter may be finished now
const ENOUGH = 95; // percent of a text that were in view when it was seen to its end, as the server has it
const MINUTE = 60000;
const box = document.querySelector("[data-read]");

function tell(sentence) {
  const place = box.querySelector("[role=status]");
  if (place.textContent.trim() !== sentence) {
    place.textContent = sentence;
  }
}

// Which page of a PDF is before the reader, told so that they go on there; it counts for nothing.
const pageNow = () => Number(document.querySelector("[data-paper]")?.dataset.at) || undefined;

// How much of the text has been in view, in percent: its end counts, whatever is below it.
function seen() {
  const text = document.querySelector(".study-text")?.getBoundingClientRect();
  return text && Math.max(0, Math.min(100, ((window.innerHeight - text.top) * 100) / Math.max(1, text.height)));
}

function count(settings) {
  const { words } = settings;
  const opened = performance.now();
  let { finished } = settings;
  let since = null;
  let furthest = seen();

  function heard(said) {
    if (said.finished && !finished) {
      finished = true;
      tell(words.finished);
      box.querySelector("form")?.remove();
    }
    if (said.outline) {
      renewOutline(said.outline);
    }
  }

  const beats = new Beats({ ...settings, heard });

  function look() {
    const now = seen();
    furthest = now === undefined ? undefined : Math.max(furthest, now);
    if (finished) {
      return;
    }
    const minutes = Math.ceil((settings.due - (performance.now() - opened)) / MINUTE);
    tell(minutes > 1 ? words.minutes.replace("{minutes}", minutes) : minutes === 1 ? words.seconds : words.due);
  }

  function tick({ stopped = false } = {}) {
    look();
    if (since === null) {
      return;
    }
    const now = performance.now();
    beats.add({ took: now - since, seen: furthest, page: pageNow(), stopped });
    since = stopped ? null : now;
    beats.send();
  }

  function lookOn() {
    const every = furthest >= ENOUGH && !finished ? LOOK : EVERY;
    if (since !== null && performance.now() - since > every - LOOK / 2) {
      tick();
    } else {
      look();
      beats.send();
    }
  }

  function begin() {
    if (since === null && document.hasFocus() && document.visibilityState === "visible") {
      since = performance.now();
      beats.add({ took: 0 });
      beats.send();
    }
  }

  // Focus that moves into a PDF inside the page is still the reader's, so the document is asked, not the window.
  function rest() {
    if (!document.hasFocus() || document.visibilityState === "hidden") {
      tick({ stopped: true });
    }
  }

  window.addEventListener("scroll", look, { passive: true });
  window.addEventListener("focus", begin);
  window.addEventListener("blur", () => setTimeout(rest));
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : begin()));
  window.addEventListener("pagehide", () => {
    tick({ stopped: true });
    beats.leave();
  });
  setInterval(lookOn, LOOK);
  setTimeout(look, settings.due);
  look();
  begin();
}

const settings = document.getElementById("study");
if (settings) {
  count(JSON.parse(settings.textContent));
}
