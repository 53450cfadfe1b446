// Bundles every frontend/js/*.js and frontend/sass/[!_]*.scss into the folder named on the command line,
// and the icons listed in icons.txt into one sprite; lays the faces that the styles name beside them.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  entryPoints: entries("js", ".js"),
  outdir: target,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  target: ["chrome109", "firefox115", "safari16"],
  logLevel: "warning",
});
for (const sheet of entries("sass", ".scss")) {
  const { css } = compile(sheet, { style: "compressed", loadPaths: ["node_modules"], quietDeps: true, silenceDeprecations: ["import"] });
  writeFileSync(join(target, `${basename(sheet, ".scss")}.css`), css);
}
for (const face of ["inter", "source-serif-4"]) {
  cpSync(join("node_modules/@fontsource-variable", face, "files"), join(target, "files"), {
    recursive: true,
    filter: (path) => !path.includes(".") || path.endsWith("-wght-normal.woff2"),
  });
}
const icons = readFileSync("icons.txt", "utf8").split("\n").filter(Boolean);
writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join("")}</svg>`);
