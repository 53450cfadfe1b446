// A PDF that fills the window: for small screens, and for wide pages. It goes back when the focus leaves it.

export function fillsWindow(box) {
  const button = box.querySelector("[data-fill]");

  function set(filling) {
    box.classList.toggle("is-filling", filling);
    document.documentElement.classList.toggle("has-filled-window", filling);
    button.setAttribute("aria-pressed", String(filling));
  }

  button.addEventListener("click", () => set(!box.classList.contains("is-filling")));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.classList.contains("is-filling")) {
      set(false);
      button.focus();
    }
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) {
      set(false);
    }
  });
}
