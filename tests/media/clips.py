"""Tiny files made when a test needs them; nothing binary is kept in git."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from PIL import Image

from credence.media.gateway.ffmpeg import executable


def make_video(
    path: Path,
    *,
    seconds: int = 2,
    codec: str = "libx264",
    picture: bool = True,
    color: str = "navy",
    pixel_format: str = "yuv420p",
    sound: str = "",
    more: Sequence[str] = (),
) -> Path:
    """Write a clip of a flat color with a tone; `sound` is its encoder, or "none"."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sources = ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
    if picture:
        sources += ["-f", "lavfi", "-i", f"color={color}:size=64x48:rate=10:duration={seconds}", "-c:v", codec]
    audio = sound or ("libopus" if path.suffix == ".webm" else "aac")
    heard = ["-an"] if audio == "none" else ["-c:a", audio]
    run_ffmpeg(*sources, *heard, "-pix_fmt", pixel_format, *more, "-shortest", "-bitexact", str(path))
    return path


def run_ffmpeg(*arguments: str) -> None:
    """Run ffmpeg, silent unless it fails."""
    quiet = [executable(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    subprocess.run([*quiet, *arguments], check=True)


def make_picture(path: Path, *, size: tuple[int, int] = (32, 24), color: str = "navy") -> Path:
    """Write a flat picture in the format of the path's ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path)
    return path


def make_pdf(path: Path, *, pages: int = 2, password: str = "", script: bool = False) -> Path:
    """Write empty pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if script:
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        encryption = pikepdf.Encryption(owner=password, user=password) if password else None
        document.save(path, encryption=encryption or False, deterministic_id=not password)
    return path


def make_captions(path: Path, *, until: str = "00:02.000") -> Path:
    """Write two captions that end at `until`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cues = f"00:00.000 --> 00:01.000\nA reaction can be mild.\n\n00:01.000 --> {until}\n<v Chen>Or &amp; severe.\n"
    path.write_text(f"WEBVTT\n\n{cues}", encoding="utf-8")
    return path
