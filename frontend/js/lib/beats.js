// Tells the server what was played or read, in parts that survive a lost connection and a closed page.

const PATIENCE = 8000;

function currentToken(fallback) {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? fallback;
}

// An empty part starts the clock, so nothing is joined to one.
function continues(part, last) {
  return last?.took > 0 && !last.stopped && last.end === part.start;
}

export class Beats {
  // `heard` is called with each answer; the notices of the page say why beats are not counted.
  constructor({ address, token, heard }) {
    this.address = address;
    this.token = token;
    this.heard = heard;
    this.player = self.crypto.randomUUID?.() ?? randomId();
    this.waiting = [];
    this.sending = false;
    window.addEventListener("online", () => this.send());
  }

  // A part is { took, start, end, seen, page, stopped }: times in milliseconds, start and end of a video, seen of a
  // text and page of a PDF only.
  add(part) {
    const last = this.waiting.at(-1);
    if (continues(part, last)) {
      Object.assign(last, { took: last.took + part.took, end: part.end, seen: part.seen, page: part.page, stopped: part.stopped });
    } else {
      this.waiting.push({ ...part });
    }
  }

  async send() {
    if (this.sending || !this.waiting.length) {
      return;
    }
    this.sending = true;
    const part = this.waiting.shift();
    const settled = await this.post({ ...part, pending: timeOf(this.waiting) });
    this.sending = false;
    if (!settled) {
      this.waiting.unshift(part);
    } else if (this.waiting.length) {
      await this.send();
    }
  }

  // The page is about to go: nothing can be waited for.
  leave() {
    const parts = this.waiting.splice(0);
    for (const part of parts) {
      const pending = timeOf(parts) - part.took; // beacons may overtake each other
      if (!navigator.sendBeacon(this.address, this.form({ ...part, pending }))) {
        this.waiting.push(part);
      }
    }
  }

  // Returns whether the part is done with; if not, it is kept and sent again later.
  async post(part) {
    let answer;
    try {
      answer = await fetch(this.address, {
        method: "POST",
        body: this.form(part),
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      this.tell("unreachable");
      return false;
    }
    if (answer.status === 401 || answer.status === 403) {
      this.tell("signed-out");
      return false;
    }
    if (answer.status >= 500 || answer.status === 429) {
      this.tell("unreachable");
      return false;
    }
    if (answer.ok) {
      const said = await answer.json();
      this.tell(said.counts ? null : "elsewhere");
      this.heard(said);
    }
    return true;
  }

  tell(name) {
    for (const notice of document.querySelectorAll("[data-notice]")) {
      notice.hidden = notice.dataset.notice !== name;
    }
  }

  form(part) {
    const form = new URLSearchParams();
    form.append("csrfmiddlewaretoken", currentToken(this.token));
    form.append("player", this.player);
    for (const [name, value] of Object.entries(part)) {
      if (value !== undefined && value !== false) {
        form.append(name, typeof value === "number" ? Math.round(value) : "on");
      }
    }
    return form;
  }
}

function timeOf(parts) {
  return parts.reduce((sum, part) => sum + part.took, 0);
}

// Outside HTTPS and localhost there is no randomUUID; the id only has to differ from that of other players.
function randomId() {
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
