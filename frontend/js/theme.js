// Runs before the page is drawn, so that a dark page never flashes white.
const wanted = localStorage.getItem("theme");
const dark = wanted === "dark" || (wanted !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
