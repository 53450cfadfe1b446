"""Which films every browser plays. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from credence.media.rules.files import (
    Interlaced,
    Rotated,
    TooLong,
    Unfit,
    UnplayableCodec,
    UnplayableColors,
    UnplayableProfile,
    UnplayableSound,
)

LONGEST_MS = 8 * 60 * 60 * 1000
PROFILES = {
    ("video/mp4", "h264"): frozenset({"Constrained Baseline", "Baseline", "Main", "Constrained High", "High"}),
    ("video/webm", "vp8"): frozenset({""}),
    ("video/webm", "vp9"): frozenset({"Profile 0"}),
}
"""The profiles of each kind of picture that Chrome, Edge, Firefox and Safari play on machines of the last ten years.

AV1 is missing, because Safari plays it only on machines that decode it in their circuits.
"""
SOUND = {"video/mp4": frozenset({"aac", "mp3"}), "video/webm": frozenset({"opus", "vorbis"})}
PIXEL_FORMATS = frozenset({"yuv420p", "yuvj420p"})
"""Eight bits, and color at half the resolution (4:2:0), in the range of television or in full."""


@dataclass(frozen=True, kw_only=True)
class Film:
    """What ffmpeg found in a film; `sound` is empty where there is none."""

    content_type: str
    duration_ms: int
    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    frame_rate: float | None
    rotation: int
    interlaced: bool
    sound: str


def why_unplayable(film: Film) -> Unfit | None:
    """Return the first reason for which not every learner could see or hear a film, or None."""
    return next(_reasons(film), None)


def _reasons(film: Film) -> Iterator[Unfit]:
    profiles = PROFILES.get((film.content_type, film.codec))
    if film.duration_ms > LONGEST_MS:
        yield TooLong()
    if profiles is None:
        yield UnplayableCodec(codec=film.codec)
    if film.pixel_format not in PIXEL_FORMATS:
        yield UnplayableColors(pixel_format=film.pixel_format)
    if profiles and film.profile not in profiles:
        yield UnplayableProfile(codec=film.codec, profile=film.profile)
    if film.interlaced:
        yield Interlaced()
    if film.rotation:
        yield Rotated(degrees=film.rotation)
    if film.sound and film.sound not in SOUND[film.content_type]:
        yield UnplayableSound(codec=film.sound)
