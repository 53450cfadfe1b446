// Keeps what was typed in a long form: warns on leaving, and asks whether the session lives before sending.

async function sessionLives(address) {
  const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
  return answer.ok;
}

export function guardAnswers(form) {
  const notices = { out: form.querySelector("[data-signed-out]"), unreachable: form.querySelector("[data-unreachable]") };
  let changed = form.querySelector("input:checked") !== null;
  let sending = false;

  function warn(event) {
    if (changed && !sending) {
      event.preventDefault();
      event.returnValue = true; // what Chrome before 119 asks for
    }
  }

  function tell(notice) {
    for (const each of Object.values(notices)) {
      each.hidden = each !== notice;
    }
    sending = false;
    notice?.scrollIntoView({ block: "center" });
  }

  async function send(event) {
    event.preventDefault();
    if (sending) {
      return;
    }
    sending = true;
    try {
      if (await sessionLives(form.dataset.session)) {
        form.submit();
      } else {
        tell(notices.out);
      }
    } catch {
      tell(notices.unreachable);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", send);
  window.addEventListener("beforeunload", warn);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      tell(null);
    }
  });
  document.querySelector("[data-focus]")?.focus();
}
