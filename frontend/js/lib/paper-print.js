// Printing a PDF as its file is, not as its pages are drawn here: by the browser's own way of showing it, where it has one.

export function prints(button, file) {
  const inTab = () => window.open(file, "_blank", "noopener");

  function inFrame() {
    const frame = document.createElement("iframe");
    frame.className = "paper-print";
    frame.title = button.textContent.trim();
    frame.tabIndex = -1;
    frame.addEventListener("load", () => {
      try {
        frame.contentWindow.focus();
        frame.contentWindow.print();
      } catch {
        inTab(); // not every browser lets a page print what another part of it shows
      }
    });
    frame.src = file;
    document.querySelector(".paper-print")?.remove();
    document.body.append(frame);
  }

  button.hidden = false;
  button.addEventListener("click", () => (navigator.pdfViewerEnabled && matchMedia("(pointer: fine)").matches ? inFrame() : inTab()));
}
