"""Turn slides into a film: H.264 in MP4, slides that melt into each other, a soft chord beneath."""

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from credence.media.gateway.ffmpeg import executable

FRAMES_A_SECOND = 12
MELT_MS = 500
CHORD = (110.0, 164.81, 220.0, 277.18)
TIME_LIMIT = 300


class CannotFilm(Exception):
    """No film was made; the sentence says why and what to do."""


def missing_encoders(listed: str) -> list[str]:
    """Return which encoders that a film needs are not in what `ffmpeg -encoders` lists."""
    return [encoder for encoder in ("libx264", "aac") if f" {encoder} " not in listed]


@cache
def _encoders() -> str:
    command = [executable(), "-hide_banner", "-encoders"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own arguments


def film(slides: Sequence[Path], durations_ms: Sequence[int], target: Path) -> None:
    """Write a film in which each of `slides` stands as long as its duration.

    Raises:
        CannotFilm: this ffmpeg has no encoder for H.264 or AAC, or it failed.
    """
    if missing := missing_encoders(_encoders()):
        raise CannotFilm(
            f"{executable()} was built without the encoder {missing[0]}, so the demo's videos cannot be made. "
            "Install a complete ffmpeg, or take this one out of the PATH: imageio-ffmpeg brings one that can."
        )
    command = [executable(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    for slide in slides:
        command += ["-framerate", str(FRAMES_A_SECOND), "-i", str(slide)]
    command += ["-f", "lavfi", "-i", _chord(sum(durations_ms) / 1000)]
    command += ["-filter_complex", _melting(durations_ms), "-map", "[film]", "-map", f"{len(slides)}:a"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "23", "-pix_fmt", "yuv420p"]
    command += ["-threads", "2", "-g", str(2 * FRAMES_A_SECOND), "-c:a", "aac", "-b:a", "48k"]
    command += ["-t", f"{sum(durations_ms) / 1000}", "-movflags", "+faststart", "-bitexact", "-f", "mp4", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)  # noqa: S603
    if done.returncode:
        raise CannotFilm(f"ffmpeg failed on {target.name}: {done.stderr.strip()[-500:]}")


def _melting(durations_ms: Sequence[int]) -> str:
    """Return the filter that lets each slide melt into the next at the moment at which its time is over.

    A slide is read and turned into the colors of a film once, and then stands.
    """
    steps = [
        f"[{number}:v]format=yuv420p,loop=loop=-1:size=1,trim=duration={(lasts + MELT_MS) / 1000}[s{number}]"
        for number, lasts in enumerate(durations_ms)
    ]
    before, at = "s0", 0
    for number, lasts in enumerate(durations_ms[:-1], 1):
        at += lasts
        steps.append(
            f"[{before}][s{number}]xfade=transition=fade:duration={MELT_MS / 1000}:offset={at / 1000}[m{number}]"
        )
        before = f"m{number}"
    return ";".join([*steps, f"[{before}]null[film]"])


def _chord(seconds: float) -> str:
    """Return the filter source of a chord that swells and ebbs, faint enough to read by."""
    tones = "+".join(
        f"{0.012 / (index + 1):.4f}*sin(2*PI*{tone}*t)*(0.6+0.4*sin(2*PI*t/{7 + 2 * index}))"
        for index, tone in enumerate(CHORD)
    )
    fades = f"afade=t=in:d=2,afade=t=out:st={max(0.0, seconds - 2)}:d=2"
    return f"aevalsrc={tones}:d={seconds}:s=44100,{fades}"
