// The checkout: the gateway's card fields, and a page that loses nothing that was typed. Card data stays in the gateway's frame.
import { faultsOf, isLoaded, openFields, takeCard } from "./gateways/chosen.js";

const PATIENCE = 15000; // fields whose frame is blocked may wait for ever
const LIFE = 14 * 60 * 1000; // a client key is good for 15 minutes or more

const form = document.querySelector("[data-checkout]");
const fields = form.querySelector("[data-fields]");

class Told extends Error {}

function within(promise, milliseconds) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Told("blocked")), milliseconds));
  return Promise.race([promise, late]);
}

function checkoutOf(form, fields) {
  const told = form.querySelector("[data-told]");
  const opening = form.querySelector("[data-opening]");
  const button = form.querySelector("[data-pay]");
  const words = button.querySelector("[data-words]");
  const patience = form.querySelector("[data-patience]");
  const coupon = () => form.querySelector("#coupon");
  let openedAt = 0;
  let busy = false;

  function tell(...names) {
    told.hidden = names.length === 0;
    const said = names.map((name) => form.querySelector(`template[data-say="${name}"]`).content.textContent);
    told.querySelector("p").textContent = said.join(" ");
    if (names.length) {
      told.focus();
      told.scrollIntoView({ block: "center" });
    }
  }

  async function cardKey() {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(form.dataset.key, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual", cache: "no-store" });
    if (answer.ok) {
      return (await answer.json()).key;
    }
    throw new Told({ 0: "out", 403: "out", 409: "out", 429: "often" }[answer.status] ?? "unavailable");
  }

  async function open() {
    opening.hidden = false;
    try {
      if (!isLoaded()) {
        throw new Told("blocked");
      }
      const key = await cardKey();
      fields.hidden = false;
      await within(openFields(key, form.dataset.frame), PATIENCE);
      openedAt = Date.now();
      button.disabled = false;
    } finally {
      opening.hidden = true;
    }
  }

  function openOrTell() {
    button.disabled = true;
    return open().catch((failure) => {
      fields.hidden = true;
      tell(failure instanceof Told ? failure.message : "blocked");
    });
  }

  function wait(yes) {
    busy = yes;
    button.disabled = yes;
    button.setAttribute("aria-busy", yes);
    patience.hidden = !yes;
    words.hidden = yes;
    button.dataset.waiting = yes ? form.dataset.paying : "";
  }

  async function pay() {
    tell();
    wait(true);
    const wrong = await faultsOf(); // what the fields say is wrong stays in the page; nothing is sent
    if (wrong.length) {
      wait(false);
      tell(...wrong);
      return;
    }
    const card = await takeCard();
    if (!card) {
      await openOrTell(); // with a new key: the old one may have expired
      wait(false);
      if (!fields.hidden) {
        tell("refused");
      }
      return;
    }
    form.elements.card_token.value = card.token;
    form.elements.card_key.value = card.key;
    form.submit();
  }

  // In the bill, Enter pays; the browser would press the first button of the form, which is the coupon's.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not(#coupon), select")) {
      event.preventDefault();
      form.requestSubmit(button);
    }
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter !== button) {
      return;
    }
    event.preventDefault();
    if (busy) {
      return;
    }
    if (coupon()?.value.trim()) {
      tell("coupon");
    } else {
      pay();
    }
  });

  // Coming back by the Back button: the page asks the site how the order stands.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  // A key that grew old while nothing was typed is replaced before it can fail.
  document.addEventListener("visibilitychange", () => {
    const old = openedAt && Date.now() - openedAt > LIFE;
    if (old && document.visibilityState === "visible" && !busy) {
      openOrTell();
    }
  });
  button.disabled = true;
  openOrTell();
}

// A refused coupon comes as a part of the page, too; a session that ended comes as the sign-in page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!xhr.responseURL.includes("/checkout/")) {
    location.reload();
    event.detail.shouldSwap = false;
  } else if ([409, 422, 429].includes(xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

if (fields) {
  checkoutOf(form, fields);
}
