// A certificate that is chosen or dropped is checked at once, as the hint says; without a script it is sent by the button.
for (const place of document.querySelectorAll("[data-drop]")) {
  const file = place.querySelector("input[type=file]");
  const over = (is) => place.classList.toggle("is-over", is);
  const send = () => file.files.length && file.form.submit();

  place.querySelector(".verify-hint").hidden = false;
  file.addEventListener("change", send);
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  place.addEventListener("dragleave", () => over(false));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      send();
    }
  });
}
