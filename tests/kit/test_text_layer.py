"""What was set is what is copied, in every script that the documents draw, and nothing of ours is in between."""

import subprocess
import unicodedata
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text
from pypdf import PdfReader

from credence.credit.documents.certificate import render
from credence.kit.glyph_shares import shares_of
from credence.kit.stream_ends import with_clear_ends
from credence.kit.text_layer import needs_spelling, spelled_out
from tests.archivable import faults
from tests.credit.documents.samples import snapshot

NAMES = {
    "Thai": "สมชาย ใจดี",
    "Thai, with sara am": "น้ำทิพย์ ศรีสุวรรณ์ กำเนิด",
    "Thai, a syllable twice": "ดีดี ดี้ดี",
    "Lao": "ສົມຈິດ ພົມມະວົງ ນ້ຳ",
    "Khmer": "ភិរម្យ ស្រីនាង ហ៊ុន សុខ",
    "Burmese": "အောင်ဆန်းစုကြည် မြင့်",
    "Devanagari": "अनन्या श्रीवास्तव किरण क्षत्रिय",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর কি কো",
    "Gurmukhi": "ਸਿੰਘ ਪ੍ਰੀਤ",
    "Gujarati": "શ્રીકૃષ્ણ કિરણ",
    "Oriya": "ଶ୍ରୀକୃଷ୍ଣ କିରଣ",
    "Tamil": "கோபாலகிருஷ்ணன் மொழி",
    "Telugu": "శ్రీనివాస్ కృష్ణమూర్తి",
    "Kannada": "ಕೃಷ್ಣಮೂರ್ತಿ ಶ್ರೀ",
    "Malayalam": "ശ്രീകൃഷ്ണൻ കൊച്ചി",
    "Sinhala": "ශ්‍රී කෝට්ටේ",
    "Latin with marks of its own": "Z\u0323\u0301oe O\u0331\u0301",
    "pictures": "👩‍👩‍👧 Ana 🇺🇸",
}
AS_THEY_ARE = {
    "Latin": "Zoë O’Connor-Łukasiewicz",
    "Vietnamese": "Nguyễn Thị Phương Thảo",
    "Greek": "Μαρία Παπαδοπούλου",
    "Cyrillic": "Сергей Рахманинов",
    "Georgian": "ნინო ბერიძე",
    "Armenian": "Արամ Խաչատրյան",
    "Amharic": "አበበ ቢቂላ",
    "Chinese": "王小明",
    "Japanese": "山田 はなこ",
    "Korean": "김민준",
}
NOT_BY_GLYPHS = {"Thai, with sara am", "Lao", "Khmer", "Burmese", "Bengali", "Oriya"}
"""Where readers that know no ActualText see a gap beside a mark that stands apart, or a letter that is drawn twice."""


def poppler(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def pypdf(pdf: bytes) -> str:
    return str(PdfReader(BytesIO(pdf)).pages[0].extract_text())


def pdfminer(pdf: bytes) -> str:
    return str(extract_text(BytesIO(pdf)))


@cache
def named(name: str) -> bytes:
    return render(snapshot("participation", learner_name=name, course_title="First aid"))


def copied(text: str) -> str:
    """Return the name out of what a reader copied."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    return words.partition("This confirms that ")[2].partition(" has participated")[0]


@pytest.mark.parametrize("script", [*NAMES, *AS_THEY_ARE])
def test_a_name_is_copied_as_it_was_written(script: str) -> None:
    name = unicodedata.normalize("NFC", (NAMES | AS_THEY_ARE)[script])
    pdf = named(name)
    assert (copied(poppler(pdf)), faults(pdf)) == (name, [])
    if script not in NOT_BY_GLYPHS:
        assert copied(pypdf(pdf)) == name


@pytest.mark.parametrize("script", sorted({*NAMES, *AS_THEY_ARE} - NOT_BY_GLYPHS - {"Tamil", "Thai, a syllable twice"}))
def test_a_third_reader_copies_the_same(script: str) -> None:
    name = unicodedata.normalize("NFC", (NAMES | AS_THEY_ARE)[script])
    assert copied(pdfminer(named(name))) == name


@pytest.mark.parametrize("script", AS_THEY_ARE)
def test_what_is_read_well_is_left_alone(script: str) -> None:
    pdf = named("Ann Example")
    assert spelled_out(pdf, [AS_THEY_ARE[script]]) == pdf


def test_a_text_that_is_not_there_changes_nothing() -> None:
    pdf = named("Ann Example")
    assert spelled_out(pdf, ["ใจดี"]) == pdf


def test_beside_a_name_that_runs_the_other_way_the_rest_is_copied_once() -> None:
    assert "ใจดี O’Neill" in poppler(named("Sara محمد ใจดี O’Neill"))
    assert "ใจดีดี" not in poppler(named("Sara محمد ใจดี O’Neill"))


@pytest.mark.parametrize("name", ["W" * 80, "Wolfeschlegelsteinhausenberger" * 5, "王" * 90, "م" * 90, "สมชาย" * 20])
def test_nothing_of_ours_stands_in_a_word_that_breaks(name: str) -> None:
    pdf = render(snapshot(learner_name=name, course_title=name, reference_number=name))
    for read in (poppler, pypdf, pdfminer):
        assert {"\u200b", "\u00ad", "\ufffc"} & set(read(pdf)) == set()
    assert "\u200b" not in str(PdfReader(BytesIO(pdf)).metadata)


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("מרים", False), ("מִרְיָם", True), ("محمد", False), ("مُحَمَّد", True), ("علی\u200cرضا", True), ("ใจดี", False)],
)
def test_the_page_says_where_copies_may_differ(name: str, is_told: bool) -> None:
    assert ("Copied text may differ." in " ".join(poppler(named(name)).split())) is is_told


@pytest.mark.parametrize(
    ("text", "says", "shares"),
    [
        ("ab c", ["a", "b", " ", "c"], ["a", "b", " ", "c"]),
        ("abcd", ["ab", "ab", "cd", ""], ["a", "b", "c", "d"]),
        ("abab", ["ab", "ab", "ab", "ab"], ["a", "b", "a", "b"]),
        ("ab", ["ab", "ab", "ab"], ["a", "b", "b"]),
        ("a b", ["a", "b"], ["a", "b"]),
        ("ab", ["a"], None),
        ("ab", ["a", "b", "c"], None),
        ("ab", ["b", "a"], None),
    ],
)
def test_a_text_is_shared_out_among_its_glyphs(text: str, says: list[str], shares: list[str] | None) -> None:
    found = shares_of(text, says)
    assert (found if found is None else [share.own for share in found]) == shares


INDIC = st.text(st.characters(min_codepoint=0x0900, max_codepoint=0x0EFF, categories=["Lo", "Mn", "Mc"]), min_size=1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(INDIC.map(lambda text: unicodedata.normalize("NFC", text[:40])))
def test_whatever_is_spelled_out_stays_archivable(name: str) -> None:
    assert faults(render(snapshot(learner_name=f"N {name}", course_title=f"T {name}"))) == []


def test_a_stream_that_ends_like_a_line_is_stored_otherwise() -> None:
    with pikepdf.open(BytesIO(named("Ann Example"))) as document:
        document.Root.Names.EmbeddedFiles.Names[1].EF.F.write(b"{}\r")
        kept = BytesIO()
        document.save(kept, compress_streams=False)
    doubtful = kept.getvalue()
    assert "PDFA3A-STREAM-LENGTH-001" in faults(doubtful)
    assert b"{}\r\nendstream" in doubtful


def test_needing_nothing_is_seen_at_once() -> None:
    assert [needs_spelling(name) for name in ("Ann", "王小明", "ใจ", "ใจดี")] == [False, False, False, True]
    pdf = named("Ann Example")
    assert with_clear_ends(pdf) == pdf
