// How large the pages of a PDF are drawn: as wide as there is room, or as the reader wants them.

const WHEEL = 300; // so far a wheel turns for twice the size, about
const FITTING = "auto";

export function zooms(box, viewer) {
  const { container, eventBus } = viewer;
  const percent = box.querySelector("[data-fit]");
  const smaller = () => viewer.decreaseScale();
  const larger = () => viewer.increaseScale();
  const fit = () => (viewer.currentScaleValue = FITTING);

  eventBus.on("pagesinit", fit);
  eventBus.on("scalechanging", ({ scale }) => (percent.querySelector("span").textContent = `${Math.round(scale * 100)} %`));
  box.querySelector("[data-smaller]").addEventListener("click", smaller);
  box.querySelector("[data-larger]").addEventListener("click", larger);
  percent.addEventListener("click", fit);

  const acts = { "+": larger, "=": larger, "-": smaller, 0: fit };
  container.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (act && !event.altKey) {
      event.preventDefault();
      act();
    }
  });

  // A trackpad that is pinched sends a wheel with Ctrl.
  container.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      viewer.updateScale({ drawingDelay: 400, scaleFactor: 2 ** (-event.deltaY / WHEEL), origin: [event.clientX, event.clientY] });
    }
  }, { passive: false });
  pinches(viewer);

  let width = container.clientWidth;
  new ResizeObserver(() => {
    if (container.clientWidth !== width && viewer.pagesCount) {
      width = container.clientWidth;
      viewer.currentScaleValue = viewer.currentScaleValue; // what fits is measured anew
      viewer.update();
    }
  }).observe(container);
}

function pinches(viewer) {
  const { container } = viewer;
  const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  let before = null;
  container.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2) {
      before = null;
      return;
    }
    event.preventDefault();
    const now = spread(event.touches);
    const [one, other] = event.touches;
    if (before && Math.abs(now / before - 1) > 0.02) {
      const origin = [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
      viewer.updateScale({ drawingDelay: 400, scaleFactor: now / before, origin });
    }
    before = before && Math.abs(now / before - 1) <= 0.02 ? before : now;
  }, { passive: false });
  container.addEventListener("touchend", () => (before = null));
}
