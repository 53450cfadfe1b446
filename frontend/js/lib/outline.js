// Puts a new outline of the course in place of the old one, and the focus back where it was.
export function renewOutline(html) {
  const old = document.getElementById("outline");
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  old.outerHTML = html;
  if (focused) {
    document.querySelector(`#outline a[href="${CSS.escape(focused)}"]`)?.focus();
  }
}
