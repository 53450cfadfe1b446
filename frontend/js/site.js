// Every page: fragments by htmx, the theme, and menus.
import htmx from "htmx.org";
import "bootstrap/js/dist/collapse.js";
import "bootstrap/js/dist/dropdown.js";

htmx.config.includeIndicatorStyles = false; // the content security policy allows no inline style
htmx.config.allowEval = false;

const themes = ["auto", "light", "dark"];
const button = document.getElementById("theme");

function apply(theme) {
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  if (button) {
    button.setAttribute("aria-label", button.dataset[theme]);
    button.title = button.dataset[theme];
  }
}

const chosen = () => (themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");
apply(chosen());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(chosen()));
button?.addEventListener("click", () => {
  const next = themes[(themes.indexOf(chosen()) + 1) % themes.length];
  localStorage.setItem("theme", next);
  apply(next);
});
