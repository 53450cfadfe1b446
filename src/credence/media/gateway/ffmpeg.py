"""Ask ffmpeg about a video. The file may be hostile: no network, no playlists, no other files, and a time limit."""

import functools
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from credence.media.rules.files import Unfit

TIME_LIMIT = 120.0
CUT_OFF = ("partial file", "File ended prematurely", "moov atom not found", "Invalid data found")


@dataclass(frozen=True)
class Video:
    """What ffmpeg found."""

    content_type: str
    codec: str
    audio_codec: str
    duration_ms: int


@functools.cache
def executable() -> str:
    """Return the path of the system's ffmpeg, or of the one that comes with imageio-ffmpeg."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


def inspect(path: Path) -> Video:
    """Read the whole container without decoding it.

    Raises:
        Unfit: it is no MP4 or WebM with a picture, is cut off, or takes longer than the time limit.
    """
    demuxer, content_type = _container(path)
    said = _run(path, demuxer)
    streams = dict(reversed(re.findall(r"Stream #0:\d+.*?: (Video|Audio): (\w+)", said.stderr)))
    declared = _milliseconds(re.search(r"Duration: (\d+):(\d+):(\d+)\.(\d+)", said.stderr))
    if said.returncode or "Video" not in streams:
        raise Unfit("damaged" if "Video" in streams else "not-video")
    reached = max(map(int, re.findall(r"out_time_us=(\d+)", said.stdout)), default=0) // 1000
    if not (declared or reached) or any(words in said.stderr for words in CUT_OFF):
        raise Unfit("damaged")
    return Video(content_type, streams["Video"], streams.get("Audio", ""), declared or reached)


def _container(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        return "mov", "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head:
        return "matroska", "video/webm"
    raise Unfit("not-video")


def _run(path: Path, demuxer: str) -> subprocess.CompletedProcess[str]:
    command = [executable(), "-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1"]
    command += ["-protocol_whitelist", "file", "-f", demuxer, "-i", f"file:{path.absolute()}"]
    command += ["-map", "0:v:0", "-c", "copy", "-f", "null", "-"]
    try:
        return subprocess.run(  # noqa: S603 - no shell, our own arguments
            command, capture_output=True, timeout=TIME_LIMIT, text=True, errors="replace", check=False
        )
    except subprocess.TimeoutExpired:
        raise Unfit("slow") from None


def _milliseconds(match: re.Match[str] | None) -> int | None:
    if not match:
        return None
    hours, minutes, seconds, hundredths = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
