// The keys of the player. They work while the player has the focus, so that they disturb no other typing.

const STEP = 5000;
const LEAP = 10000;

export function keysOf(player, { seek, place, captions, speeds }) {
  const louder = (by) => player.volume(Math.min(1, Math.max(0, player.volume() + by)));
  const faster = (by) => {
    const at = speeds.indexOf(player.$("video").playbackRate); // the player itself learns of a change only later
    player.playbackRate(speeds[Math.min(speeds.length - 1, Math.max(0, at + by))]);
  };
  const play = () => (player.paused() ? player.play() : player.pause());
  const acts = {
    " ": play,
    k: play,
    ArrowLeft: () => seek(place() - STEP),
    ArrowRight: () => seek(place() + STEP),
    j: () => seek(place() - LEAP),
    l: () => seek(place() + LEAP),
    ArrowUp: () => louder(0.1),
    ArrowDown: () => louder(-0.1),
    m: () => player.muted(!player.muted()),
    c: captions,
    f: () => (player.isFullscreen() ? player.exitFullscreen() : player.requestFullscreen()),
    "<": () => faster(-1),
    ">": () => faster(1),
  };
  return (event) => {
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  };
}
