// Must run before the viewer of pdf.js is loaded, which looks for the library here.
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";

globalThis.pdfjsLib = pdfjs;
