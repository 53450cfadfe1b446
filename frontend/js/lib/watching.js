// Follows a playing video and hands each played part to the beats: every half minute, and wherever play breaks off.

const EVERY = 30000;
const LOOK = 10000; // how often it looks whether that is over, and whether a part waits that could not be sent

export function watch(player, beats, duration) {
  let start = null; // where the part that is playing began, in milliseconds of the video; null while nothing plays
  let last = 0; // the last place that was really shown
  let since = 0;
  let announced = false;

  const place = () => Math.min(Math.round(player.currentTime() * 1000), duration);

  function begin() {
    if (start !== null) {
      return;
    }
    start = last = place();
    since = performance.now();
    if (!announced) {
      announced = true; // time runs from this beat on
      beats.add({ took: 0, start, end: start });
      beats.send();
    }
  }

  function cut({ stopped = false, end = last } = {}) {
    if (start === null) {
      return;
    }
    beats.add({ took: performance.now() - since, start, end: Math.max(start, end), stopped });
    start = null;
    announced = !stopped;
  }

  function rest() {
    if (start === null && announced) {
      beats.add({ took: 0, start: last, end: last, stopped: true });
      announced = false;
    }
    cut({ stopped: true, end: player.seeking() ? last : place() });
    beats.send();
  }

  function goOn() {
    cut({ end: place() });
    begin();
    beats.send();
  }

  function follow() {
    if (start !== null && !player.seeking()) {
      last = place();
    }
  }

  // It is looked at every ten seconds only, so a part is from 25 to 35 seconds long.
  const isDue = () => start !== null && performance.now() - since > EVERY - LOOK / 2;

  // Not every browser says "playing" again after "waiting": it plays where its time goes on.
  const goesOn = () => start === null && !player.paused() && !player.seeking() && place() > last;

  player.on("playing", begin);
  player.on("timeupdate", () => (goesOn() ? begin() : follow()));
  player.on("waiting", () => {
    follow();
    cut();
  });
  player.on("seeking", () => cut());
  player.on("seeked", () => {
    if (!player.paused()) {
      begin();
      beats.send();
    }
  });
  player.on("pause", () => {
    if (!player.ended()) {
      rest();
    }
  });
  player.on("ended", () => {
    cut({ stopped: true, end: duration });
    announced = false;
    beats.send();
  });
  player.on("ratechange", () => {
    if (start !== null) {
      goOn();
    }
  });
  setInterval(() => (isDue() ? goOn() : beats.send()), LOOK);

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") {
      return;
    }
    if (start !== null) {
      cut({ end: place() });
      begin();
    }
    beats.leave();
  });
  window.addEventListener("pagehide", () => {
    rest();
    beats.leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !player.paused()) {
      begin();
    }
  });

  return {
    // Someone moved to another place while the video rests: that is where to go on, on any device.
    keepPlace() {
      if (start === null) {
        last = place();
        beats.add({ took: 0, start: last, end: last, stopped: true });
        beats.send();
      }
    },
  };
}
