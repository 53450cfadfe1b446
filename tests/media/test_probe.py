"""credence.media.gateway.probe: contents decide, not names."""

import os
from pathlib import Path

import pytest
import typst
from PIL import Image

from credence.media.gateway import ffmpeg
from credence.media.gateway.probe import probe
from credence.media.rules import limits
from credence.media.rules.files import Unfit
from tests.media.clips import make_captions, make_pdf, make_picture, make_video, run_ffmpeg


def refusal(path: Path, kind: str) -> tuple[str, dict[str, object]]:
    """Return the code and data with which a file is refused."""
    with pytest.raises(Unfit) as refused:
        probe(path, kind)
    return refused.value.code, refused.value.data


@pytest.mark.parametrize(
    ("name", "codec", "content_type"), [("a.mp4", "libx264", "video/mp4"), ("a.webm", "libvpx-vp9", "video/webm")]
)
def test_a_video_is_known_with_its_length(tmp_path: Path, name: str, codec: str, content_type: str) -> None:
    path = make_video(tmp_path / name, codec=codec)
    found = probe(path, "video")
    assert (found.content_type, found.size, found.pages) == (content_type, path.stat().st_size, None)
    assert found.duration_ms is not None
    assert 1950 <= found.duration_ms <= 2100


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    assert probe(make_video(tmp_path / "a.mp4").rename(tmp_path / "a.pdf"), "video").content_type == "video/mp4"
    assert refusal(tmp_path / "a.pdf", "pdf") == ("not-pdf", {})


def test_a_video_without_picture_is_refused(tmp_path: Path) -> None:
    assert refusal(make_video(tmp_path / "a.mp4", picture=False), "video") == ("not-video", {})


def test_a_video_that_browsers_cannot_play_is_refused(tmp_path: Path) -> None:
    assert refusal(make_video(tmp_path / "a.mp4", codec="mpeg4"), "video") == ("codec", {"codec": "mpeg4"})


@pytest.mark.parametrize(
    ("pixel_format", "codec", "name"),
    [
        ("yuv420p10le", "libx264", "a.mp4"),
        ("yuv422p", "libx264", "a.mp4"),
        ("yuv444p", "libx264", "a.mp4"),
        ("yuv420p10le", "libvpx-vp9", "a.webm"),
        ("yuv444p", "libvpx-vp9", "a.webm"),
    ],
)
def test_a_video_of_finer_colors_than_browsers_show_is_refused(
    tmp_path: Path, pixel_format: str, codec: str, name: str
) -> None:
    path = make_video(tmp_path / name, seconds=1, codec=codec, pixel_format=pixel_format)
    assert refusal(path, "video") == ("colors", {"pixel_format": pixel_format})
    plain = make_video(tmp_path / name, seconds=1, codec=codec)
    assert probe(plain, "video").pixel_format == "yuv420p"


@pytest.mark.parametrize(("name", "sound", "heard"), [("a.mp4", "ac3", "ac3"), ("a.mp4", "libopus", "opus")])
def test_a_video_whose_sound_not_every_browser_plays_is_refused(
    tmp_path: Path, name: str, sound: str, heard: str
) -> None:
    path = make_video(tmp_path / name, seconds=1, sound=sound)
    assert refusal(path, "video") == ("sound", {"codec": heard})


def test_a_silent_video_is_known_with_its_size_and_frames(tmp_path: Path) -> None:
    found = probe(make_video(tmp_path / "a.mp4", seconds=1, sound="none"), "video")
    assert (found.duration_ms, found.width, found.height, found.frame_rate) == (1000, 64, 48, 10.0)


def test_a_video_of_full_range_is_played_everywhere(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=1, pixel_format="yuvj420p")
    assert probe(path, "video").pixel_format == "yuvj420p"


def test_an_interlaced_video_is_refused(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=1, more=["-flags", "+ildct+ilme"])
    assert refusal(path, "video") == ("interlaced", {})


def test_a_video_turned_by_a_note_is_refused(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=1)
    run_ffmpeg("-display_rotation", "90", "-i", str(path), "-c", "copy", str(tmp_path / "turned.mp4"))
    assert refusal(tmp_path / "turned.mp4", "video") == ("rotated", {"degrees": 90})


def test_a_pdf_is_measured_by_its_words_and_figures(tmp_path: Path) -> None:
    words = "One two three four five.\n\nFigure 1: six seven\n\nFigure 2: eight\n\nFigure 1 again"
    (tmp_path / "a.pdf").write_bytes(typst.compile(words.encode()))
    found = probe(tmp_path / "a.pdf", "pdf")
    assert (found.words, found.figures) == (15, 2)


def test_a_picture_that_stands_on_two_pages_of_a_pdf_is_one_figure(tmp_path: Path) -> None:
    make_picture(tmp_path / "large.png", size=(64, 64))
    make_picture(tmp_path / "small.png", size=(63, 64))
    source = '#image("large.png") #image("small.png") #pagebreak() #image("large.png")'
    (tmp_path / "a.typ").write_text(source)
    (tmp_path / "a.pdf").write_bytes(typst.compile(str(tmp_path / "a.typ")))
    found = probe(tmp_path / "a.pdf", "pdf")
    assert (found.pages, found.words, found.figures) == (2, 0, 1)


def test_a_video_cut_off_is_refused(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=4)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path, "video")[0] in {"damaged", "not-video"}


def test_a_webm_cut_off_is_refused(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.webm", seconds=4, codec="libvpx-vp9")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path, "video") == ("damaged", {})


def test_a_playlist_that_names_other_files_is_refused(tmp_path: Path) -> None:
    secret = make_video(tmp_path / "secret.mp4")
    path = tmp_path / "a.mp4"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    assert refusal(path, "video") == ("not-video", {})


def test_ffmpeg_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_video(tmp_path / "a.mp4")
    monkeypatch.setattr(ffmpeg, "TIME_LIMIT", 0.0001)
    assert refusal(path, "video") == ("slow", {})


def test_a_path_that_looks_like_an_option_or_an_address_is_only_a_path(tmp_path: Path) -> None:
    path = make_video(tmp_path / "b.mp4").rename(tmp_path / "concat:-y|http:%03d.mp4")
    assert probe(path, "video").content_type == "video/mp4"


def test_a_pdf_is_known_with_its_pages(tmp_path: Path) -> None:
    found = probe(make_pdf(tmp_path / "a.pdf", pages=3), "pdf")
    assert (found.content_type, found.pages, found.duration_ms) == ("application/pdf", 3, None)


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    assert refusal(make_pdf(tmp_path / "a.pdf", password="x"), "pdf") == ("encrypted", {})


def test_a_pdf_that_runs_script_on_opening_is_refused(tmp_path: Path) -> None:
    assert refusal(make_pdf(tmp_path / "a.pdf", script=True), "pdf") == ("script", {})


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    assert refusal(make_pdf(tmp_path / "a.pdf", pages=0), "pdf") == ("not-pdf", {})


@pytest.mark.parametrize(
    ("name", "content_type"), [("a.jpg", "image/jpeg"), ("a.png", "image/png"), ("a.webp", "image/webp")]
)
def test_a_picture_is_known(tmp_path: Path, name: str, content_type: str) -> None:
    assert probe(make_picture(tmp_path / name), "picture").content_type == content_type


@pytest.mark.parametrize(
    "contents", [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"\x89PNG\r\n\x1a\nno"]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(contents)
    assert refusal(path, "picture") == ("not-picture", {})


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (10_000, 5_001)).save(path)
    assert refusal(path, "picture") == ("too-many-pixels", {"pixels": 50})


def test_captions_are_known_with_the_end_of_the_last(tmp_path: Path) -> None:
    found = probe(make_captions(tmp_path / "a.vtt"), "captions")
    assert (found.content_type, found.duration_ms) == ("text/vtt", 2000)


def test_captions_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_bytes("WEBVTT\n\n00:00.000 --> 00:01.000\nréaction".encode("latin-1"))
    assert refusal(path, "captions") == ("not-utf8", {})


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    assert refusal(tmp_path / "a.pdf", "pdf") == ("empty", {})


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    assert refusal(tmp_path / "a.pdf", "pdf") == ("not-a-file", {})


def test_a_file_one_byte_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    make_captions(path)
    body = path.read_bytes()
    path.write_bytes(body + b"\n" * (limits.LARGEST["captions"] - len(body)))
    assert probe(path, "captions").duration_ms == 2000
    path.write_bytes(path.read_bytes() + b"\n")
    assert refusal(path, "captions") == ("too-large", {"largest": 2})
