// PTPayment as a shop's page sees it: own code, written from the description of the public methods and messages.
(() => {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;
  const ANSWER_MS = 10000;
  const CONTROLS = { creditCard: "CCLabelTextChange", expiration: "EXPLabelTextChange", securityCode: "SECCODELabelTextChange" };
  const THEMES = { "above the line": "label-top", horizontal: "label-inline", "below the line": "label-bottom" };
  const listeners = {};
  let frame = null;
  let settings = null;
  let ready = null;
  let validating = null;
  let processing = null;

  const send = (command, payload = null) => frame?.contentWindow?.postMessage({ command, payload }, origin);

  const settleValidation = (result) => {
    if (!validating) return;
    clearTimeout(validating.timer);
    const { callback } = validating;
    validating = null;
    callback(result);
  };

  const settleProcess = (how, value) => {
    if (!processing) return;
    clearTimeout(processing.timer);
    const settle = processing[how];
    processing = null;
    settle(value);
  };

  const answers = {
    HostedPaymentFormLoadingComplete() {
      send("hpfLoadInfo", settings.authorization);
      if (settings.styles) send("styleHPF", settings.styles);
      ready?.();
    },
    HostedPaymentFieldsValid: () => settleValidation([]),
    HostedPaymentFieldsInvalid: (data) => settleValidation(data),
    HostedPaymentCreated: (data) => settleProcess("resolve", { success: true, message: data }),
    HostedPaymentCreationFailed: (data) =>
      settleProcess("reject", { success: false, message: data.message, reason: data.errors }),
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame?.contentWindow) return;
    const { eventName, data } = event.data ?? {};
    if (typeof eventName !== "string") return;
    if (Object.hasOwn(answers, eventName)) answers[eventName](data);
    const [field, happened, suffix] = eventName.split("_");
    if (suffix === "HPFFieldEvent") for (const call of listeners[`${field}_${happened}`] ?? []) call();
  });

  window.PTPayment = {
    setup(options) {
      if (!options?.authorization?.clientKey) return Promise.reject("Invalid Options: authorization is missing");
      const place = document.getElementById("pt_hpf_form");
      if (!place) return Promise.reject("Invalid Options: no element with id pt_hpf_form");
      settings = options;
      frame = document.createElement("iframe");
      frame.id = "hpf_casper";
      frame.title = "Card details";
      frame.src = `${origin}/hpf/all`;
      const input = document.createElement("input");
      input.type = "hidden";
      input.id = "pt_hpf_input";
      place.replaceChildren(input, frame);
      return new Promise((resolve) => {
        ready = resolve;
      });
    },
    validate(callback) {
      const timer = setTimeout(() => settleValidation("The fields did not answer."), ANSWER_MS);
      validating = { callback, timer };
      send("validateHPF");
    },
    process() {
      settleProcess("reject", "Cancelled by a later call.");
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settleProcess("reject", "The fields did not answer."), ANSWER_MS);
        processing = { resolve, reject, timer };
        send("tokenizeHPF", settings.authorization);
      });
    },
    reset: () => send("resetHPF"),
    style: (styles) => send("styleHPF", styles),
    theme: (name) => send("setTheme", THEMES[name] ?? name),
    listAvailableThemes: () => Object.keys(THEMES),
    getControl(name) {
      return {
        label: { text: (text) => send(CONTROLS[name], text) },
        listen: (happened, call) => (listeners[`${name}_${happened}`] ??= []).push(call),
      };
    },
    ping: (value) => send("pingHPF", value),
    version: () => "simulated",
    config() {},
  };
})();
