// A video chapter: the player, where it goes on, what was watched, and the transcript beside it.
import "./lib/no-styles.js";
import videojs from "video.js/dist/alt/video.core.js";
import { Beats } from "./lib/beats.js";
import { keysOf } from "./lib/keys.js";
import { renewOutline } from "./lib/outline.js";
import { followTranscript } from "./lib/transcript.js";
import { watch } from "./lib/watching.js";

const ANSWER_DUE = 2000;
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const settings = JSON.parse(document.getElementById("study").textContent);
const { duration, words } = settings;
const stage = document.querySelector(".study-stage");
const ends = Object.fromEntries([...stage.querySelectorAll("[data-ending]")].map((panel) => [panel.dataset.ending, panel]));

const player = videojs("player", {
  controls: true,
  fill: true,
  experimentalSvgIcons: true,
  playbackRates: SPEEDS,
  noUITitleAttributes: true,
  controlBar: { skipButtons: { backward: 10, forward: 10 }, pictureInPictureToggle: false },
  userActions: { hotkeys: (event) => press(event) },
  html5: { nativeTextTracks: false },
});
const place = () => Math.round(player.currentTime() * 1000);
const press = keysOf(player, { seek, place, captions, speeds: SPEEDS });
let heard = { finished: false, gap: null, percent: 0 };

function seek(milliseconds) {
  player.currentTime(Math.min(Math.max(0, milliseconds), duration) / 1000);
  closeEnds();
}

function captions() {
  for (const track of captionTracks()) {
    track.mode = track.mode === "showing" ? "disabled" : "showing";
  }
}

function captionTracks() {
  return Array.from(player.textTracks()).filter((track) => track.kind === "captions");
}

// The films have no voice: captions are on until the learner turns them off, here or in any other chapter.
function keepCaptions() {
  let showing = localStorage.getItem("captions") !== "off";
  for (const track of captionTracks()) {
    track.mode = showing ? "showing" : "disabled";
  }
  player.textTracks().addEventListener("change", () => {
    if (captionTracks().some((track) => track.mode === "showing") !== showing) {
      showing = !showing;
      localStorage.setItem("captions", showing ? "on" : "off");
    }
  });
}

function closeEnds() {
  for (const panel of Object.values(ends)) {
    panel.hidden = true;
  }
}

function drawWatched(start, end) {
  const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const attributes = { x: (start * 1000) / duration, width: ((end - start) * 1000) / duration, y: 0, height: 6 };
  for (const [name, value] of Object.entries(attributes)) {
    part.setAttribute(name, value);
  }
  stage.querySelector("[data-strip]").append(part);
}

function tellEnd() {
  if (!player.ended()) {
    return;
  }
  const panel = heard.finished || heard.gap === null ? ends.finished : ends.gap;
  if (!panel.hidden) {
    return;
  }
  const wording = ends.gap.querySelector("[data-wording]");
  wording.textContent = wording.dataset.wording.replace("{percent}", heard.percent);
  closeEnds();
  const next = document.querySelector(".next-step a");
  const offered = panel.querySelector("a, button");
  panel.hidden = next !== null && next.href === offered.href;
  if (player.el().contains(document.activeElement) && !player.isFullscreen()) {
    (panel.hidden ? next : offered).focus();
  }
}

function show(said) {
  heard = said;
  const watched = stage.querySelector("[data-watched]");
  const sentence = said.finished ? words.finished : words.watched.replace("{percent}", said.percent);
  if (watched.textContent.trim() !== sentence) {
    watched.textContent = sentence;
  }
  if (said.outline) {
    renewOutline(said.outline);
  } else if (!said.finished) {
    document.querySelector("#outline [data-state]").textContent = words.state.replace("{percent}", said.percent);
    document.querySelector("#outline .is-here .study-ring-value")?.setAttribute("stroke-dasharray", `${said.percent} 100`);
  }
  tellEnd();
}

const beats = new Beats({ address: settings.address, token: settings.token, heard: show });
const add = beats.add.bind(beats);
beats.add = (part) => {
  add(part);
  drawWatched(part.start, part.end);
};
const watching = watch(player, beats, duration);

const list = document.querySelector("[data-cues]");
const transcript = list && followTranscript(list, { seek: (at) => (seek(at), player.play()) });
player.on("timeupdate", () => transcript?.show(place()));
player.one("loadedmetadata", () => {
  if (settings.start && Math.abs(place() - settings.start) > 500) {
    player.currentTime(settings.start / 1000);
  }
  transcript?.show(settings.start);
  player.on("seeked", () => player.paused() && !player.ended() && watching.keepPlace());
});
player.ready(keepCaptions);
player.on("playing", closeEnds);
player.on("ended", () => setTimeout(tellEnd, ANSWER_DUE)); // sooner if the last beat is answered
ends.gap.querySelector("button").addEventListener("click", () => {
  seek(heard.gap ?? 0);
  player.play();
});
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
for (const hidden of document.querySelectorAll("[data-script]")) {
  hidden.hidden = false;
}
