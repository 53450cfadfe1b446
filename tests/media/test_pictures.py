"""credence.media.gateway.pictures and rules.metadata: what is shown, and no word more."""

import io
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from credence.media.gateway.pictures import Cleaned, clean
from credence.media.rules.files import Animated, NotPicture, TooManyPixels
from credence.media.rules.metadata import Unreadable, stripped

SECRET = b"Boston 42.3601"
KINDS = ["JPEG", "PNG", "WEBP"]
SCENE = Image.linear_gradient("L").resize((48, 32))
COLORED = Image.merge("RGB", (SCENE, SCENE.transpose(Image.Transpose.ROTATE_180), SCENE))


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def cleaned(folder: Path, contents: bytes) -> Cleaned:
    """Return what becomes of a picture, having cleaned it twice to see that the second time changes nothing."""
    path = folder / "picture"
    path.write_bytes(contents)
    once = clean(path)
    path.write_bytes(once.contents)
    assert clean(path) == once
    return once


def shown(contents: bytes) -> Image.Image:
    """Return the picture in a file."""
    picture = Image.open(io.BytesIO(contents))
    picture.load()
    return picture


def gps(orientation: int = 1) -> Image.Exif:
    """Return what a camera notes."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = orientation, SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def wide_gamut() -> bytes:
    """Return a profile whose red is not the red of sRGB: sRGB's own with red and green exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ") + 4, profile.index(b"gXYZ") + 4
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


@pytest.mark.parametrize("form", KINDS)
def test_a_picture_loses_its_place_and_none_of_its_dots(tmp_path: Path, form: str) -> None:
    original = saved(COLORED, form, exif=gps())
    assert SECRET in original
    found = cleaned(tmp_path, original)
    assert SECRET not in found.contents
    assert dict(shown(found.contents).getexif()) == {}
    assert shown(found.contents).tobytes() == shown(original).tobytes()
    assert (found.width, found.height, found.content_type) == (48, 32, f"image/{form.lower()}")


@pytest.mark.parametrize("form", KINDS)
def test_a_picture_without_a_word_of_itself_keeps_its_bytes(tmp_path: Path, form: str) -> None:
    original = saved(COLORED, form)
    assert cleaned(tmp_path, original).contents == original


def test_comments_and_what_follows_the_end_are_left_out(tmp_path: Path) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Author", SECRET.decode())
    for original in (saved(COLORED, "PNG", pnginfo=text), saved(COLORED, "JPEG", comment=SECRET)):
        assert SECRET in original
        assert SECRET not in cleaned(tmp_path, original + SECRET).contents


@pytest.mark.parametrize("form", KINDS)
def test_a_picture_is_turned_upright(tmp_path: Path, form: str) -> None:
    found = cleaned(tmp_path, saved(COLORED, form, exif=gps(orientation=6)))
    assert (found.width, found.height) == (32, 48)
    upright, wanted = shown(found.contents).convert("L"), COLORED.transpose(Image.Transpose.ROTATE_270).convert("L")
    assert max(abs(a - b) for a, b in zip(upright.tobytes(), wanted.tobytes(), strict=True)) <= 8


@pytest.mark.parametrize("form", KINDS)
def test_colors_of_another_profile_become_those_of_srgb(tmp_path: Path, form: str) -> None:
    found = cleaned(tmp_path, saved(Image.new("RGB", (8, 8), (230, 20, 20)), form, icc_profile=wide_gamut()))
    red, green, blue = shown(found.contents).convert("RGB").getpixel((4, 4))  # type: ignore[misc]
    assert "icc_profile" not in shown(found.contents).info
    assert green > 200 > 60 > max(red, blue)


@pytest.mark.parametrize("form", KINDS)
def test_the_profile_of_srgb_itself_is_left_out_and_nothing_else(tmp_path: Path, form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    original = saved(COLORED, form, icc_profile=profile)
    found = cleaned(tmp_path, original)
    assert "icc_profile" not in shown(found.contents).info
    assert shown(found.contents).tobytes() == shown(original).tobytes()


@pytest.mark.parametrize("profile", [b"no profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_says_nothing_of_these_colors_is_left_out(tmp_path: Path, profile: bytes) -> None:
    found = cleaned(tmp_path, saved(COLORED, "PNG", icc_profile=profile))
    assert shown(found.contents).tobytes() == COLORED.tobytes()


def test_inks_become_light(tmp_path: Path) -> None:
    found = cleaned(tmp_path, saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"))
    picture = shown(found.contents)
    red, green, blue = picture.getpixel((4, 4))  # type: ignore[misc]
    assert (picture.mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize("profile", [b"", wide_gamut()])
def test_transparency_stays(tmp_path: Path, form: str, profile: bytes) -> None:
    original = COLORED.convert("RGBA")
    original.putalpha(SCENE)
    found = cleaned(tmp_path, saved(original, form, icc_profile=profile, lossless=True))
    assert shown(found.contents).getchannel("A").tobytes() == SCENE.tobytes()


def test_the_transparent_color_of_a_palette_stays(tmp_path: Path) -> None:
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([200, 0, 0, 0, 200, 0])
    palette.putpixel((0, 0), 0)
    found = cleaned(tmp_path, saved(palette, "PNG", transparency=0, icc_profile=wide_gamut()))
    assert [shown(found.contents).getpixel(at)[3] for at in ((0, 0), (1, 1))] == [0, 255]  # type: ignore[index]


def test_sixteen_bits_a_color_become_eight(tmp_path: Path) -> None:
    deep = Image.new("I;16", (3, 1))
    for at, level in enumerate((0, 32896, 65535)):
        deep.putpixel((at, 0), level)
    picture = shown(cleaned(tmp_path, saved(deep, "PNG")).contents)
    assert (picture.mode, list(picture.tobytes())) == ("L", [0, 128, 255])


def test_a_second_picture_behind_the_first_is_left_out(tmp_path: Path) -> None:
    original = saved(COLORED, "MPO", save_all=True, append_images=[COLORED.rotate(180)])
    found = cleaned(tmp_path, original)
    assert (shown(found.contents).format, len(found.contents) < len(original)) == ("JPEG", True)
    assert shown(found.contents).tobytes() == shown(original).tobytes()


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(tmp_path: Path, form: str) -> None:
    (tmp_path / "a").write_bytes(saved(COLORED, form, save_all=True, append_images=[COLORED.rotate(180)]))
    with pytest.raises(Animated):
        clean(tmp_path / "a")


@pytest.mark.parametrize("form", KINDS)
def test_a_picture_cut_off_is_refused(tmp_path: Path, form: str) -> None:
    whole = saved(COLORED, form)
    (tmp_path / "a").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(NotPicture):
        clean(tmp_path / "a")


@given(st.sampled_from(KINDS), st.data())
def test_no_bytes_are_stripped_to_anything_but_a_picture_or_a_refusal(form: str, data: st.DataObject) -> None:
    whole = saved(COLORED, form)
    at = data.draw(st.integers(0, len(whole)))
    spoiled = whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 6)) :]
    try:
        once = stripped(spoiled)
    except Unreadable:
        return
    assert stripped(once) == once


@pytest.mark.parametrize("side", [7072, 10_000, 60_000])
def test_a_picture_that_says_it_is_vast_is_refused_by_that(tmp_path: Path, side: int) -> None:
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    parts = [head, b"IDAT" + zlib.compress(b""), b"IEND"]
    chunks = ((len(part) - 4).to_bytes(4, "big") + part + zlib.crc32(part).to_bytes(4, "big") for part in parts)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    with pytest.raises(TooManyPixels) as refused:
        clean(tmp_path / "a.png")
    assert refused.value.data == {"pixels": 50}
