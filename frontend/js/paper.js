// A PDF chapter: its pages drawn in the page, near the view only, from the parts of the file that they need.
import "./lib/pdfjs.js";
import { AnnotationMode, GlobalWorkerOptions, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { EventBus, LinkTarget, PDFFindController, PDFLinkService, PDFViewer } from "pdfjs-dist/legacy/web/pdf_viewer.mjs";
import { fillsWindow } from "./lib/paper-window.js";
import { leafs } from "./lib/paper-pages.js";
import { prints } from "./lib/paper-print.js";
import { searches } from "./lib/paper-search.js";
import { zooms } from "./lib/paper-zoom.js";
import { sayings } from "./lib/paper-words.js";

const PIECE = 262144; // bytes: so much of the file is asked for at once
const MOST_PIXELS = matchMedia("(pointer: coarse)").matches ? 2 ** 22 : 2 ** 23; // of one page; some ten are kept
const box = document.querySelector("[data-paper]");
const settings = JSON.parse(document.getElementById("paper").textContent);
const { say, fail } = sayings(box, settings.words);

// What is found is brought into view among the pages; the page around them stays where it is.
class Finding extends PDFFindController {
  scrollMatchIntoView(match) {
    const { scrollX, scrollY } = window;
    super.scrollMatchIntoView(match);
    window.scrollTo(scrollX, scrollY);
  }
}

function viewerIn(container) {
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus, externalLinkTarget: LinkTarget.BLANK });
  const findController = new Finding({ eventBus, linkService });
  const viewer = new PDFViewer({
    container,
    eventBus,
    linkService,
    findController,
    l10n: { pause() {}, resume() {}, translate() {}, translateOnce() {} }, // our own words are put in by lib/paper-pages.js
    annotationMode: AnnotationMode.ENABLE,
    maxCanvasPixels: MOST_PIXELS,
    removePageBorders: true,
    enableAutoLinking: false,
  });
  linkService.setViewer(viewer);
  return viewer;
}

function load() {
  GlobalWorkerOptions.workerSrc = settings.worker;
  const loading = getDocument({
    url: settings.file,
    rangeChunkSize: PIECE,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: `${settings.parts}cmaps/`,
    standardFontDataUrl: `${settings.parts}standard_fonts/`,
    wasmUrl: `${settings.parts}wasm/`,
    iccUrl: `${settings.parts}iccs/`,
  });
  loading.onProgress = ({ loaded, total }) => {
    if (!box.classList.contains("is-open")) {
      say("opening", { percent: total ? Math.min(100, Math.round((100 * loaded) / total)) : 0 });
    }
  };
  return loading.promise;
}

async function show() {
  const viewer = viewerIn(box.querySelector("[data-scroll]"));
  const { eventBus } = viewer;
  eventBus.on("pagesinit", () => {
    box.classList.add("is-open");
    box.querySelectorAll("[disabled]").forEach((each) => (each.disabled = false));
  });
  eventBus.on("pagerendered", ({ error }) => (error ? fail(error) : say("")));
  zooms(box, viewer);
  leafs(box, viewer, settings, say);
  searches(box, viewer, settings.words);
  fillsWindow(box);
  const paper = await load();
  viewer.linkService.setDocument(paper);
  viewer.setDocument(paper);
  viewer.pagesPromise.catch(fail);
}

prints(document.querySelector("[data-print]"), settings.file);
say("opening", { percent: 0 });
show().catch(fail);
