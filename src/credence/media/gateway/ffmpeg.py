"""Ask ffmpeg about a video. The file may be hostile: no network, no playlists, no other files, and a time limit."""

import functools
import re
import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg

from credence.media.rules.files import Damaged, NotVideo, Slow
from credence.media.rules.films import Film

TIME_LIMIT = 120.0
CUT_OFF = ("partial file", "File ended prematurely", "moov atom not found", "Invalid data found")
PICTURE = re.compile(
    r"Stream #0:\d+.*?: Video: (?P<codec>\w+)(?: \(lib\w+\))?(?: \((?P<profile>[^()]+)\))?(?: \([^()]+ / 0x\w+\))?, "
    r"(?P<pixel_format>\w+)(?:\((?P<about>[^()]*(?:\([^()]*\))?[^()]*)\))?, (?P<width>\d+)x(?P<height>\d+)"
)
SOUND = re.compile(r"Stream #0:\d+.*?: Audio: (\w+)")
WOVEN = re.compile(r"\b(?:top|bottom) (?:coded )?first")
RATE = re.compile(r", (\d+(?:\.\d+)?) fps")
ROTATION = re.compile(r"rotation of (-?\d+(?:\.\d+)?) degrees")
LENGTH = re.compile(r"Duration: (\d+):(\d+):(\d+)\.(\d+)")


@functools.cache
def executable() -> str:
    """Return the path of the system's ffmpeg, or of the one that comes with imageio-ffmpeg."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


def inspect(path: Path) -> Film:
    """Read the whole container without decoding it.

    Raises:
        NotVideo, Damaged, Slow: it is no MP4 or WebM with a picture, is cut off, or takes longer than the time limit.
    """
    demuxer, content_type = _container(path)
    told = _run(path, demuxer)
    picture = PICTURE.search(told.stderr)
    if told.returncode or not picture:
        raise Damaged if picture else NotVideo
    return _film(content_type, picture, told.stderr, _length(told))


def _film(content_type: str, picture: re.Match[str], told: str, duration_ms: int) -> Film:
    line = told[picture.start() :].partition("\n")[0]
    sound, rate, rotation = SOUND.search(told), RATE.search(line), ROTATION.search(told)
    return Film(
        content_type=content_type,
        duration_ms=duration_ms,
        codec=picture["codec"],
        profile=picture["profile"] or "",
        pixel_format=picture["pixel_format"],
        width=int(picture["width"]),
        height=int(picture["height"]),
        frame_rate=float(rate[1]) if rate else None,
        rotation=round(float(rotation[1])) if rotation else 0,
        interlaced=bool(WOVEN.search(picture["about"] or "")),
        sound=sound[1] if sound else "",
    )


def _length(told: subprocess.CompletedProcess[str]) -> int:
    """Return the length that the container declares, or that was reached where it declares none, in milliseconds."""
    declared = _milliseconds(LENGTH.search(told.stderr))
    reached = max(map(int, re.findall(r"out_time_us=(\d+)", told.stdout)), default=0) // 1000
    if not (declared or reached) or any(words in told.stderr for words in CUT_OFF):
        raise Damaged
    return declared or reached


def _container(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        return "mov", "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head:
        return "matroska", "video/webm"
    raise NotVideo


def _run(path: Path, demuxer: str) -> subprocess.CompletedProcess[str]:
    command = [executable(), "-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1"]
    command += ["-protocol_whitelist", "file", "-f", demuxer, "-i", f"file:{path.absolute()}"]
    command += ["-map", "0:v:0", "-c", "copy", "-f", "null", "-"]
    try:
        return subprocess.run(  # noqa: S603 - no shell, our own arguments
            command, capture_output=True, timeout=TIME_LIMIT, text=True, errors="replace", check=False
        )
    except subprocess.TimeoutExpired:
        raise Slow from None


def _milliseconds(match: re.Match[str] | None) -> int | None:
    if not match:
        return None
    hours, minutes, seconds, hundredths = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
