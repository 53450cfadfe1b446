// A certificate dropped on the form is checked at once; without a script it is chosen and sent.
for (const place of document.querySelectorAll("[data-drop]")) {
  const file = place.querySelector("input[type=file]");
  const over = (is) => place.classList.toggle("is-over", is);

  place.querySelector(".verify-hint").hidden = false;
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
      file.form.submit();
    }
  });
}
