"""What is stored of what people type: all that can be seen, and nothing that cannot."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.kit.text import JOINERS, folded, normal, normal_lines

ODD = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "\u200d\u200c\u180e\ufe0f\u0301\u0308\u0323\u094d\u0995\u09cd\u0dca\u0930\u0928\u0d7b\u0d4d\u0645\u06cc"
        ),
        st.sampled_from(
            "葛\U000e0100e\u2028\u2029\r\n\t\x85\xa0\u3000\u2800\u115f\u05b0\u0651\u064b\u0f71\u0f80\u0344\u0958"
        ),
    )
)
"""Any text, surrogates included, with a liking for what is joined, composed or blank."""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Jo\u200bhn", "John"),
        ("Smi\u00adth", "Smith"),
        ("RN\u200b123456", "RN123456"),
        ("Zoe\u0308", "Zoë"),
        ("e\u200b\u0301", "é"),
        ("  Ana\tMaría\r\n Díaz\u00a0", "Ana María Díaz"),
        ("Ana\u2028María\u0085Díaz\u3000Vega", "Ana María Díaz Vega"),
        ("\u202eevil\u202c \u2066x\u2069 \u200e\u200f\u061cy", "evil x y"),
        ("\ufeffAna", "Ana"),
        ("a\x00b\x1bc\x7fd\x9ee", "abcde"),
        ("a\ufffeb\uffffc\ufdd0d\U0010ffffe", "abcde"),
        ("a\ud800b\udfffc", "abc"),
        ("a\U000e0041\U000e007fb", "ab"),
        ("\u3164\u115f\u1160\uffa0\u2800", ""),
        ("a\u034fb\u17b4c\u2065d\U000e0fffe", "abcde"),
        ("K\u200delly", "Kelly"),
        ("Auf\u200clage", "Auflage"),
        ("\u200dAna\u200c", "Ana"),
        ("a\ufe0fb", "ab"),
        ("山\U000e0100\U000e0101田", "山\U000e0100田"),
        ("\u212bngström", "Ångström"),
        ("ＡＢＣ１", "ＡＢＣ１"),
        ("\ue000", "\ue000"),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_not_stored(typed: str, stored: str) -> None:
    assert normal(typed) == stored


@pytest.mark.parametrize(
    "name",
    [
        "می\u200cخواهم",
        "علی\u200cرضا",
        "क\u094d\u200dष",
        "क\u094d\u200cष",
        "ශ\u0dca\u200dරී",
        "അവന\u0d4d\u200d",
        "র\u200d\u09cdয",
        "ত\u09cd\u200d",
        "ន\u17ca\u200cា",
        "\u182d\u180e\u1820",
        "葛\U000e0100城",
        "❤\ufe0f",
        "O’Brien-Ñandú",
        "Nguyễn Thị Đào",
    ],
)
def test_what_a_script_needs_stays(name: str) -> None:
    assert normal(name) == unicodedata.normalize("NFC", name)


def test_of_joiners_in_a_row_one_stays() -> None:
    assert normal("می\u200c\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u0085two\u2028three\u2029four\x0bfive\x0csix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("- a\n\t- b\n  \tc", "- a\n    - b\n    c"),
        ("two  blanks  \nstay", "two  blanks  \nstay"),
        ("10\u00a0mg\u202f%", "10\u00a0mg\u202f%"),
        ("a\x00\u200b\ufffeb", "ab"),
        ("\n\n", "\n\n"),
    ],
)
def test_lines_stay_lines(typed: str, stored: str) -> None:
    assert normal_lines(typed) == stored


@given(ODD)
def test_what_was_made_normal_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert normal_lines(normal_lines(text)) == normal_lines(text)


@given(ODD)
def test_nothing_unseen_gets_through(text: str) -> None:
    for kept, ends in ((normal(text), set()), (normal_lines(text), {"\n"})):
        unseen = {letter for letter in set(kept) - JOINERS - ends if unicodedata.category(letter) in {"Cc", "Cf", "Cs"}}
        assert unseen == set()
        assert unicodedata.is_normalized("NFC", kept)
        assert [letter for letter in kept if ord(letter) & 0xFFFE == 0xFFFE] == []
    assert normal(text) == normal(text).strip()


def test_no_format_character_but_joiners_stays_between_latin_letters() -> None:
    codes = [chr(code) for code in range(sys.maxunicode + 1)]
    unseen = [each for each in codes if unicodedata.category(each) in {"Cf", "Cs"}]
    assert {each for each in unseen if normal(f"a{each}b") != "ab"} == set()
    controls = [each for each in codes if unicodedata.category(each) == "Cc"]
    assert {normal(f"a{each}b") for each in controls} == {"ab", "a b"}


@pytest.mark.parametrize(
    "spellings",
    [
        ("obrien", "O'Brien", "O’Brien", "OʼBrien", "O＇Brien", "O\u00b4Brien", "o'brién"),
        ("nguyen", "Nguyễn", "NGUYỄN", "Nguye\u0302\u0303n", "Ｎｇｕｙｅｎ"),
        ("fernandez de castro", "Fernández de Castro", "FERNÁNDEZ-DE CASTRO", "Fernández\u00a0de\u2010Castro"),
        ("strasse", "Straße", "STRASSE", "STRAẞE"),
        ("soren lodz dahn aesir oeuvre", "Søren Łódź Đahn Æsir Œuvre"),
        ("istanbul isik", "İstanbul Işık", "ISTANBUL IŞIK", "istanbul ışık"),
        ("ase oberg", "Åse Öberg", "A\u030ase O\u0308berg", "ÅSE ÖBERG"),
        ("office", "oﬃce"),
        ("smith", "Smi\u00adth", "Smi\u200bth", " SMITH, "),
        ("123", "１２３", "①②③"),
        ("ومحمد", "وَمُحَمَّد"),
        ("김민준", "\u1100\u1175\u11b7민준"),
    ],
)
def test_what_is_one_name_is_folded_alike(spellings: tuple[str, ...]) -> None:
    assert {folded(each) for each in spellings} == {spellings[0]}


@pytest.mark.parametrize(("one", "other"), [("ann", "anna"), ("jo hn", "john"), ("李", "王"), ("1", "l"), ("о", "o")])
def test_what_are_two_names_is_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(ODD)
def test_what_is_stored_is_found_as_it_was_typed(text: str) -> None:
    assert folded(normal(text)) == folded(text)
    assert folded(folded(text)) == folded(text)
    assert folded(text.upper()) == folded(text.lower())
