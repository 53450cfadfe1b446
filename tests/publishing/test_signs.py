"""Signs that Markdown does not show, pictures that would come from elsewhere, and what is HTML."""

import pytest

from credence.kit.text import markdown_to_html
from credence.publishing.manuscript.checking import check
from credence.publishing.manuscript.document import Files, manuscript_of
from credence.publishing.manuscript.flaws import Flaw
from credence.publishing.manuscript.rules.signs import lines_of, pictures_in, signs_lost
from credence.publishing.wording import sentence
from tests.publishing.manuscripts import COURSE, POSTTEST, TEXT, TODAY, changed, known

LOST = {
    "> 60 mL/min is the limit.": (0, "sign-begins", ">", True),
    ">60 mL/min is the limit.": (0, "sign-begins", ">", True),
    "Which?\n\n> 60 mL/min": (2, "sign-begins", ">", True),
    "> Says the patient": (0, "sign-begins", ">", False),
    "# of tablets a day": (0, "sign-begins", "#", True),
    "# Doses": (0, "sign-begins", "#", False),
    "## 5 doses": (0, "sign-begins", "#", False),
    "Doses\n---": (1, "sign-begins", "-", False),
    "5 doses\n===": (1, "sign-begins", "=", False),
    "- 5 mmol/L of base": (0, "sign-begins", "-", True),
    "+ 5 mmol/L of base": (0, "sign-begins", "+", True),
    "* Which dose?": (0, "sign-begins", "*", False),
    "---": (0, "sign-begins", "-", False),
    "What is 2*3*4?": (0, "sign-inside", "*", True),
    "What is 5~~3~~4?": (0, "sign-inside", "~~", True),
    "Give 5 [mg](mL).": (0, "sign-links", "mL", True),
    "Which?\n\n[1]: mg": (2, "sign-defines", "[", True),
}
"""What is lost of a text: line, code, sign, and whether it could be a quantity's."""
SHOWN = (
    *(
        "Is a clearance > 60 mL/min the limit?",
        "\\> 60 mL/min",
        "&gt; 60 mL/min",
        "\\# of tablets",
        "\\- 5 mmol/L",
        "<5 mg",
    ),
    *(
        "1) Which?",
        "2024. Which year?",
        "- a\n- b",
        "* 5 mg\n* 10 mg",
        "What is *not* so?",
        "**Which** dose?",
        "a_b_c",
        "5 * 3",
    ),
    *(
        "| mg | > |\n|--|--|\n| > 5 | # |",
        "    5 mg",
        "[NICE](https://nice.example)",
        "<https://nice.example>",
        "[^1] 5",
        "2*3=6",
    ),
)
PICTURES = {
    "![](a.png)": [0],
    "x\n![a[b]](https://e.example/a.png) ![c](d)": [1, 1],
    "a\n\n![x]\n\n[x]: https://e.example/a.png": [2],
    "![x][y]\n\n[y]: https://e.example/a.png": [0],
    "- a\n- **![x](y)**": [1],
    "Take 5 mg ![not a picture]": [],
    "`![](a.png)`": [],
    "\\![](a.png)": [],
}
REFUSED = (
    "[a](javascript:alert(1))",
    "[a](data:text/html,a)",
    "<img src=https://e.example/a.png>",
    "<script>alert(1)</script>",
)


def found(stem: str = "", text: str = TEXT, **course: str) -> list[Flaw]:
    """Return the flaws of a manuscript with such a stem, such a chapter, such fields."""
    posttest = changed(POSTTEST, (("questions", 0, "stem"), stem)) if stem else POSTTEST
    document = changed(COURSE, *(((name,), value) for name, value in course.items()))
    manuscript = manuscript_of(document, posttest, Files(texts={"text.md": text}))
    return list(check(manuscript, known(), TODAY))


@pytest.mark.parametrize("source", LOST)
def test_a_sign_that_is_not_shown_is_found(source: str) -> None:
    line, code, sign, is_quantity = LOST[source]
    [lost] = signs_lost(source)
    assert (lost.line, lost.code, lost.sign, lost.is_quantity) == (line, code, sign, is_quantity)


@pytest.mark.parametrize("source", SHOWN)
def test_what_is_shown_is_no_fault(source: str) -> None:
    assert list(signs_lost(source)) == []


@pytest.mark.parametrize("source", PICTURES)
def test_each_picture_in_a_text_is_found_with_its_line(source: str) -> None:
    assert list(pictures_in(source)) == PICTURES[source]


@pytest.mark.parametrize("source", [*PICTURES, *REFUSED])
def test_no_text_reaches_another_place_by_itself(source: str) -> None:
    shown = markdown_to_html(source)
    assert [mark for mark in ("<img", "<script", 'href="javascript', 'href="data') if mark in shown] == []


def test_a_stem_that_begins_with_a_sign_is_refused_with_what_to_write() -> None:
    [flaw] = found("> 60 mL/min is the limit.")
    assert (flaw.blocks, flaw.place) == (True, ("questions", 0, "stem"))
    assert sentence(flaw) == (
        "The line “> 60 mL/min is the limit.” begins with “>”, which Markdown takes for a mark and does not show. "
        "Write \\> for the sign itself."
    )
    assert found("\\> 60 mL/min is the limit.") == []


@pytest.mark.parametrize("source", LOST)
def test_every_sign_that_a_stem_would_lose_is_refused(source: str) -> None:
    assert [(flaw.code, flaw.blocks) for flaw in found(source)] == [(LOST[source][1], True)]


@pytest.mark.parametrize("source", LOST)
def test_in_a_longer_text_what_could_be_a_quantity_is_told(source: str) -> None:
    line, code, _, is_quantity = LOST[source]
    told = [(flaw.code, flaw.blocks, flaw.place) for flaw in found(text=f"{source}\n\n{TEXT}")]
    assert told == ([(code, False, (line + 1,))] if is_quantity else [])
    told = [(flaw.code, flaw.blocks, flaw.place) for flaw in found(description=source)]
    assert told == ([(code, False, ("description",))] if is_quantity else [])


def test_a_picture_by_reference_is_refused_wherever_it_stands() -> None:
    source = "See\n\n![x][y]\n\n[y]: https://e.example/a.png"
    assert [flaw.code for flaw in found(source)] == ["picture-in-stem", "sign-defines"]
    assert [(flaw.code, flaw.place) for flaw in found(text=f"{source}\n\n{TEXT}")] == [("picture-in-chapter", (3,))]
    assert [(flaw.code, flaw.place) for flaw in found(references=source)] == [("picture-in-text", ("references",))]


@pytest.mark.parametrize("tag", ["<br>", "</sub>", '<font color="red">', "<img src=a>"])
def test_who_writes_html_is_told_that_it_is_read_as_it_stands(tag: str) -> None:
    told = [(flaw.code, flaw.data["tag"], flaw.blocks) for flaw in found(f"a {tag} b", description=f"a {tag}")]
    assert told == [("html-in-text", tag, False)] * 2
    assert [(flaw.place, flaw.blocks) for flaw in found(text=f"\n{tag}\n{TEXT}")] == [((2,), False)]


@pytest.mark.parametrize("text", ["<5 mg", "a < b > c", "<5>", "< br >", "x<y"])
def test_what_is_less_is_no_html(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("source", ["\r0", "one\r![a](b.png)", "one\r\n\r![a](b.png)"])
def test_lines_are_counted_as_the_parser_counts_them(source: str) -> None:
    assert list(pictures_in(source)) == [len(lines_of(source)) - 1][: source.count("![")]
    assert [each for each in signs_lost(source) if each.code == "sign-begins"] == []
