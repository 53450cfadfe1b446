"""Which characters are drawn, and what stands for the others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.kit import glyphs
from credence.project.settings import ROOT


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Ana", "Ana"),
        ("  Ana\tMaría\n Díaz ", "Ana María Díaz"),
        ("e\u0301", "é"),
        ("\u202eevil\u202c", "evil"),
        ("zero\ufeffwidth", "zerowidth"),
        ("a\x00b\x1bc", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200db", "a\u200db"),
        ("\u200da\u200d", "a"),
        ("क\u0e31", "क"),
        ("\U00013000x", "\ufffdx"),
        ("\ud800x", "\ufffdx"),
        ("a\u0300\u0301\u0302\u0303\u0304", "à\u0301\u0302\u0303"),
        ("\u3164", "\ufffd"),
        ("\u200b \u200d", "\ufffd"),
        ("", ""),
        ("one\n\ntwo", "one\n\ntwo"),
    ],
)
def test_drawable_text(text: str, drawn: str) -> None:
    assert glyphs.drawable(text) == drawn


@pytest.mark.parametrize(
    ("text", "faithful"),
    [
        ("Ana\u200b", True),
        ("🧑🏽‍⚕️", True),
        ("क\u0e31", False),
        ("\ue000", False),
        ("\u202eAna", True),
        ("Zoe\u0308", True),
    ],
)
def test_only_visible_losses_are_losses(text: str, *, faithful: bool) -> None:
    assert glyphs.is_faithful(text) is faithful


@given(st.text())
def test_drawable_text_is_drawable_again(text: str) -> None:
    assert glyphs.drawable(glyphs.drawable(text)) == glyphs.drawable(text)


@given(st.text(min_size=1))
def test_last_resort_uses_the_main_face_alone(text: str) -> None:
    face = glyphs._coverage()[glyphs.FACE]
    assert {letter for letter in glyphs.plain(text) if ord(letter) not in face and letter != "\n"} == set()


@pytest.mark.parametrize(("text", "region"), [("王小明", "SC"), ("山田はなこ", "JP"), ("김민준", "KR"), ("Ana", "SC")])
def test_han_forms_follow_kana_and_hangul(text: str, region: str) -> None:
    han = [name for name in glyphs.families_for([text]) if name.removeprefix("Noto Sans ") in ("SC", "TC", "JP", "KR")]
    assert han[0] == f"Noto Sans {region}"
    assert len(han) == 4


def test_only_words_beyond_forty_letters_may_break_inside() -> None:
    assert glyphs.breakable("a" * 40 + " b") == "a" * 40 + " b"
    assert glyphs.breakable("a" * 41) == "\u200b".join("a" * 41)
    assert glyphs.breakable("🧑\u200d🚀" * 14) == "\u200b".join(["🧑\u200d🚀"] * 14)
    assert glyphs.breakable("a" * 30 + "-" + "b" * 30) == "a" * 30 + "-" + "b" * 30


@pytest.mark.parametrize(
    ("text", "rtl", "some"),
    [("Ana", False, False), ("محمد MD", True, True), ("1 محمد", True, True), ("Dr محمد", False, True)],
)
def test_direction_is_that_of_the_first_letter(text: str, *, rtl: bool, some: bool) -> None:
    assert glyphs.is_right_to_left(text) is rtl
    assert glyphs.has_right_to_left(text) is some


def test_each_family_that_python_does_not_bring_is_pinned_by_its_hash() -> None:
    locked = json.loads((ROOT / "fonts/package-lock.json").read_text("utf-8"))["packages"]
    hashed = {path.rpartition("/")[2] for path, entry in locked.items() if entry.get("integrity", "")[:7] == "sha512-"}
    assert hashed == {name.lower().replace(" ", "-") for name in (*glyphs.NOTO, *glyphs.HAN["SC"])}


def test_no_letter_of_a_han_face_is_lost_where_another_region_comes_first() -> None:
    assert {frozenset(faces) for faces in glyphs.HAN.values()} == {frozenset(glyphs.HAN["SC"])}
    assert [faces[0] for faces in glyphs.HAN.values()] == ["Noto Sans SC", "Noto Sans JP", "Noto Sans KR"]
