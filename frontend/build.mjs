// Bundles every frontend/js/*.js and frontend/sass/[!_]*.scss into the folder named on the command line,
// and the icons listed in icons.txt into one sprite; lays the faces that the styles name beside them, and the parts of
// pdf.js that it fetches when a PDF needs them.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";
import subsetFont from "subset-font";

const target = process.argv[2];
const OLDEST = ["chrome111", "firefox121", "safari16.4"]; // docs/browsers.md says so, and tests/house/test_browsers.py holds to it
const FACES = {
  inter: { wght: { min: 400, max: 700 }, features: ["kern", "tnum", "ccmp", "locl", "mark"] },
  "source-serif-4": { wght: 650, features: ["kern"] }, // headings, in the one weight that they have
};
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).join("");
const LETTERS = {
  latin: `${range(0x20, 0x7e)}${range(0xa0, 0xff)}–—‘’‚“”„†•…‰‹›€™←→↑↓−×≤≥≠≈ŒœŠšŽžŸ`,
  "latin-ext": range(0x100, 0x17f),
};
const PDFJS = "node_modules/pdfjs-dist";
const entries = (folder, ending) =>
  readdirSync(folder).filter((name) => name.endsWith(ending) && !name.startsWith("_")).map((name) => join(folder, name));

function symbol(name) {
  const drawing = readFileSync(join("node_modules/bootstrap-icons/icons", `${name}.svg`), "utf8");
  const [, box, shapes] = drawing.match(/viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="${name}" viewBox="${box}">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "files"), { recursive: true });
const scripts = {
  outdir: target,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  legalComments: "none",
  target: OLDEST,
  logLevel: "warning",
};
await build({ ...scripts, entryPoints: entries("js", ".js") });
await build({ ...scripts, entryPoints: { "paper-worker": join(PDFJS, "legacy/build/pdf.worker.mjs") }, format: "esm" });
for (const part of ["cmaps", "standard_fonts", "wasm", "iccs"]) {
  cpSync(join(PDFJS, part), join(target, "paper", part), {
    recursive: true,
    filter: (path) => !basename(path).startsWith("quickjs"), // what runs scripts of PDFs, and we publish none that have any
  });
}
for (const sheet of entries("sass", ".scss")) {
  const { css } = compile(sheet, { style: "compressed", loadPaths: ["node_modules"], quietDeps: true, silenceDeprecations: ["import"] });
  writeFileSync(join(target, `${basename(sheet, ".scss")}.css`), css);
}
for (const [face, { wght, features }] of Object.entries(FACES)) {
  for (const [part, letters] of Object.entries(LETTERS)) {
    const whole = readFileSync(join("node_modules/@fontsource-variable", face, "files", `${face}-${part}-wght-normal.woff2`));
    const cut = await subsetFont(whole, letters, { targetFormat: "woff2", variationAxes: { wght }, keepFeatures: features });
    writeFileSync(join(target, "files", `${face}-${part}.woff2`), cut);
  }
}
const icons = readFileSync("icons.txt", "utf8").split("\n").filter(Boolean);
writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join("")}</svg>`);
