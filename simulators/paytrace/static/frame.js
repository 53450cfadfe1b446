// The card fields. They speak to the page that frames them by messages only; the card goes to this origin and no other.
(() => {
  "use strict";
  const fields = Object.fromEntries(
    ["creditCard", "expiration", "securityCode"].map((name) => [name, document.getElementById(name)]),
  );
  const FIELD_OF = { 35: "creditCard", 43: "expiration", 148: "securityCode" };
  const say = (eventName, data) => window.parent.postMessage({ eventName, data }, "*");
  const digits = (field) => field.value.replace(/\D/g, "");

  const typed = () => {
    const expiration = digits(fields.expiration);
    return {
      number: digits(fields.creditCard),
      month: expiration.slice(0, 2),
      year: expiration.slice(-2),
      csc: digits(fields.securityCode),
    };
  };

  const isLuhn = (number) => {
    let sum = 0;
    [...number].reverse().forEach((digit, place) => {
      const value = Number(digit) * (1 + (place % 2));
      sum += value > 9 ? value - 9 : value;
    });
    return sum % 10 === 0;
  };

  const isExpired = ({ month, year }) => {
    const now = new Date();
    return Number(`20${year}`) * 12 + Number(month) < now.getFullYear() * 12 + now.getMonth() + 1;
  };

  const faults = () => {
    const card = typed();
    const found = [];
    if (!/^\d{12,19}$/.test(card.number) || !isLuhn(card.number)) {
      found.push({ responseCode: "35", description: "Please provide a valid Credit Card Number." });
    }
    if (!/^(0[1-9]|1[0-2])$/.test(card.month) || digits(fields.expiration).length < 4 || isExpired(card)) {
      found.push({ responseCode: "43", description: "Please provide a valid Expiration Date." });
    }
    if (!(/^3[47]/.test(card.number) ? /^\d{4}$/ : /^\d{3}$/).test(card.csc)) {
      found.push({ responseCode: "148", description: "Please provide a valid Security Code." });
    }
    for (const field of Object.values(fields)) field.setAttribute("aria-invalid", "false");
    for (const { responseCode } of found) fields[FIELD_OF[responseCode]].setAttribute("aria-invalid", "true");
    return found;
  };

  const label = (name) => (text) => {
    document.querySelector(`label[for="${name}"]`).textContent = String(text);
  };

  const GROUPS = { cc: "creditCard", exp: "expiration", code: "securityCode" };
  const STYLES = { font_size: "fontSize", border_color: "borderColor", label_color: "color", background_color: "backgroundColor" };
  const paint = (element, style) => {
    for (const [name, value] of Object.entries(style ?? {})) {
      if (STYLES[name]) element.style[STYLES[name]] = String(value);
    }
  };

  const tokenize = async (authorization) => {
    const fail = (message, errors) => say("HostedPaymentCreationFailed", { message, errors });
    try {
      const answer = await fetch("tokenize", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...typed(), clientKey: authorization?.clientKey ?? "" }),
      });
      const data = await answer.json();
      if (answer.ok) say("HostedPaymentCreated", data);
      else fail(data.message, data.errors);
    } catch {
      fail("The card could not be read.", []);
    }
  };

  const commands = {
    hpfLoadInfo() {},
    styleHPF(styles) {
      for (const [group, name] of Object.entries(GROUPS)) paint(fields[name], styles?.[group]);
      paint(document.body, styles?.body);
    },
    setTheme(name) {
      document.body.className = String(name);
    },
    validateHPF() {
      const found = faults();
      say(found.length ? "HostedPaymentFieldsInvalid" : "HostedPaymentFieldsValid", found);
    },
    tokenizeHPF: tokenize,
    resetHPF() {
      document.forms[0].reset();
    },
    pingHPF: (value) => say("pong", value),
    CCLabelTextChange: label("creditCard"),
    EXPLabelTextChange: label("expiration"),
    SECCODELabelTextChange: label("securityCode"),
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    const { command, payload } = event.data ?? {};
    if (typeof command === "string" && Object.hasOwn(commands, command)) commands[command](payload);
  });
  for (const [name, field] of Object.entries(fields)) {
    for (const happened of ["blur", "focus"]) {
      field.addEventListener(happened, () => say(`${name}_${happened}_HPFFieldEvent`));
    }
  }
  say("HostedPaymentFormLoadingComplete");
})();
