// A chapter that is read, in a course that asks for a time of study: time counts while the page is before the reader.
import { Beats } from "./lib/beats.js";
import { renewOutline } from "./lib/outline.js";

const EVERY = 10000;

function count(settings) {
  const beats = new Beats({ ...settings, heard: (said) => said.outline && renewOutline(said.outline) });
  let since = null;

  function tick({ stopped = false } = {}) {
    if (since === null) {
      return;
    }
    const now = performance.now();
    beats.add({ took: now - since, stopped });
    since = stopped ? null : now;
    beats.send();
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

  window.addEventListener("focus", begin);
  window.addEventListener("blur", () => setTimeout(rest));
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : begin()));
  window.addEventListener("pagehide", () => {
    tick({ stopped: true });
    beats.leave();
  });
  setInterval(tick, EVERY);
  begin();
}

const settings = document.getElementById("study");
if (settings) {
  count(JSON.parse(settings.textContent));
}
