// Every page: fragments by htmx, the theme, and menus.
import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false; // the content security policy allows no inline style
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0; // a kept page would come back with inline styles, and with what others must not see
htmx.config.refreshOnHistoryMiss = true;

const themes = ["auto", "light", "dark"];
const button = document.getElementById("theme");

function apply(theme) {
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  if (button) {
    button.hidden = false;
    button.dataset.choice = theme;
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

// Whoever sent a form that was refused begins to read where it says what is wrong.
document.querySelector("[data-errors]")?.focus();

// A passkey that did not work says why (the library's scripts tell only the console).
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey-fault");
  if (!told) return;
  event.preventDefault();
  const name = event.detail.exception?.name;
  const said = told.querySelector(`[data-fault="${CSS.escape(name ?? "")}"]`) ?? told.querySelector('[data-fault="other"]');
  told.querySelectorAll("[data-fault]").forEach((each) => (each.hidden = each !== said));
  told.hidden = false;
  told.focus();
});

// A menu closes when one clicks or tabs beside it, and by Escape, which leads back to its button.
const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(except) || (menu.open = false));
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
