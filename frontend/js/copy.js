// A button that copies what it holds, shown only where a script can; whether it could is said beside it.
for (const button of document.querySelectorAll("[data-copy]")) {
  const said = button.parentElement.querySelector("[role=status]");
  const say = (words) => {
    said.textContent = words;
  };
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(button.dataset.copy).then(
      () => say(button.dataset.copied),
      () => say(button.dataset.notCopied),
    );
  });
}
