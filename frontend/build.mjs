// Bundles every frontend/js/*.js, frontend/css/*.css and frontend/sass/[!_]*.scss into the folder named on the command line,
// and the icons listed in icons.txt into one sprite.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";

const target = process.argv[2];
const entries = (folder, ending) =>
  readdirSync(folder).filter((name) => name.endsWith(ending) && !name.startsWith("_")).map((name) => join(folder, name));

function symbol(name) {
  const drawing = readFileSync(join("node_modules/bootstrap-icons/icons", `${name}.svg`), "utf8");
  const [, box, shapes] = drawing.match(/viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="${name}" viewBox="${box}">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
await build({
  entryPoints: [...entries("js", ".js"), ...entries("css", ".css")],
  outdir: target,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  target: ["chrome109", "firefox115", "safari16"],
  loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl" },
  logLevel: "warning",
});
for (const sheet of entries("sass", ".scss")) {
  const { css } = compile(sheet, { style: "compressed", loadPaths: ["node_modules"], quietDeps: true, silenceDeprecations: ["import"] });
  writeFileSync(join(target, `${basename(sheet, ".scss")}.css`), css);
}
const icons = readFileSync("icons.txt", "utf8").split("\n").filter(Boolean);
writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join("")}</svg>`);
