// What is said over the pages of a PDF: that it is being opened, and why it cannot be shown.

export function fill(sentence, values) {
  return Object.entries(values).reduce((said, [name, value]) => said.replaceAll(`{${name}}`, value), sentence);
}

export function sayings(box, words) {
  const place = box.querySelector("[data-message]");
  const failed = box.querySelector("[data-failed]");

  function say(name, values = {}) {
    const sentence = name && fill(words[name], values);
    if (failed.hidden && place.textContent !== sentence) {
      place.textContent = sentence;
    }
  }

  // A file that is no PDF is broken; whatever else goes wrong is the way to it, or the right to it, which may end.
  function fail(error) {
    if (error?.name === "RenderingCancelledException") {
      return;
    }
    say("");
    const isBroken = ["InvalidPDFException", "FormatError", "PasswordException", "XRefParseException"].includes(error?.name);
    failed.querySelector("[data-why]").textContent = isBroken ? words.broken : words.unreachable;
    failed.hidden = false;
    console.warn(error);
  }

  failed.querySelector("[data-again]").addEventListener("click", () => location.reload());
  return { say, fail };
}
