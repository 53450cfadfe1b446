"""credence.publishing.manuscript.fitting: every way in which a value does not fit has its sentence."""

import pytest

from credence.publishing.folder.loading import load
from credence.publishing.folder.printing import fault_at
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.form import FormDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.provider import ProviderDocument
from tests.publishing.samples import CONTRAST, SAMPLES

FILES = {
    "course.yaml": (f"{CONTRAST}/course.yaml", CourseDocument),
    "posttest.yaml": (f"{CONTRAST}/posttest.yaml", PosttestDocument),
    "provider.yaml": ("providers/riverside/provider.yaml", ProviderDocument),
    "form.yaml": ("providers/riverside/evaluations/cme-2026.yaml", FormDocument),
}

OUTSIDE = "`file`: This leaves the folder or names a hidden file. Write a path such as images/cover.jpg."
NOT_INSIDE = "`file`: Write a path inside this folder with /, such as images/cover.jpg."


def faults(name: str, old: str, new: str) -> list[str]:
    """Return the faults of a sample file after one change."""
    path, shape = FILES[name]
    text = (SAMPLES / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    source, found = load(text.replace(old, new).encode(), name)
    flaws = fit(Document.COURSE, source.data, shape)[1]
    return [str(fault) for fault in sorted([*found, *(fault_at(source, flaw) for flaw in flaws)])]


@pytest.mark.parametrize("name", FILES)
def test_the_samples_fit(name: str) -> None:
    source, found = load((SAMPLES / FILES[name][0]).read_bytes(), name)
    assert [*found, *fit(Document.COURSE, source.data, FILES[name][1])[1]] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("course.yaml", "format: 1\n", "format: 2\n", "`format`: This must be 1, not “2”."),
        (
            "course.yaml",
            "audience: Radiologists, radiologic technologists and nurses.\n",
            "audience:\n",
            "`audience`: This is empty. It holds: for whom it is made.",
        ),
        (
            "course.yaml",
            "estimated_minutes: 60",
            "estimated_minutes: 1h",
            "`estimated_minutes`: Write a whole number, such as 60.",
        ),
        (
            "course.yaml",
            "estimated_minutes: 60",
            "estimated_minutes: 0",
            "`estimated_minutes`: This must be at least 1, not “0”.",
        ),
        ("course.yaml", "pass_mark: 70", "pass_mark: 101", "`pass_mark`: This must be at most 100, not “101”."),
        (
            "course.yaml",
            "released: 2026-01-15",
            "released: 01/15/2026",
            "`released`: Write a day as year-month-day, such as 2026-03-01.",
        ),
        (
            "course.yaml",
            "released: 2026-01-15",
            "released: 2026-02-30",
            "`released`: No calendar has this day. Write year-month-day, such as 2026-03-01.",
        ),
        (
            "course.yaml",
            "amount: 25, ",
            "amount: 25.001, ",
            "`amount`: Write an amount with at most two decimals, such as 1.25.",
        ),
        (
            "course.yaml",
            "amount: 25, ",
            "amount: -1, ",
            "`amount`: Write an amount with at most two decimals, such as 1.25.",
        ),
        (
            "course.yaml",
            "currency: USD",
            "currency: dollars",
            "`currency`: Write three capital letters such as USD, not “dollars”.",
        ),
        ("course.yaml", "[radiology, patient-safety]", "[]", "`topics`: This needs more entries: at least 1."),
        (
            "course.yaml",
            "[radiology, patient-safety]",
            "radiology",
            "`topics`: This must be a list, even of one.",
        ),
        (
            "course.yaml",
            "[radiology, patient-safety]",
            "[Radiology]",
            ("Write lower-case letters, digits and single hyphens, such as contrast-reactions, not “Radiology”."),
        ),
        (
            "course.yaml",
            "role: author",
            "role: boss",
            "`role`: This must be author, speaker, planner, director or reviewer, not “boss”.",
        ),
        ("course.yaml", "relevant: true", "relevant: yes", "`relevant`: Write true or false."),
        ("course.yaml", "kind: pdf", "kind: pfd", "The kind must be one of video, pdf, text, not “pfd”."),
        ("course.yaml", "kind: pdf, ", "", "The kind is missing."),
        (
            "course.yaml",
            "title: Treat, ",
            f"title: {'x' * 201}, ",
            "`title`: This is longer than 200 characters. Shorten it.",
        ),
        ("course.yaml", "title: Treat, ", "title: [Treat], ", "`title`: Write a text, not a list or further keys."),
        (
            "course.yaml",
            "cover: {file: images/cover.jpg, alt: A CT control room}",
            "cover: images/cover.jpg",
            "`cover`: This must hold keys and values, not “images/cover.jpg”.",
        ),
        ("course.yaml", "file: images/cover.jpg", "file: ../cover.jpg", OUTSIDE),
        ("course.yaml", "file: images/cover.jpg", "file: images/../../cover.jpg", OUTSIDE),
        ("course.yaml", "file: images/cover.jpg", "file: .git/config", OUTSIDE),
        ("course.yaml", "file: images/cover.jpg", "file: /etc/passwd", NOT_INSIDE),
        ("course.yaml", "file: images/cover.jpg", "file: 'C:cover.jpg'", NOT_INSIDE),
        ("course.yaml", "file: images/cover.jpg", "file: images\\cover.jpg", NOT_INSIDE),
        (
            "course.yaml",
            "file: images/cover.jpg",
            "file: images//cover.jpg",
            "`file`: This is not a plain path. Write it like images/cover.jpg.",
        ),
        (
            "posttest.yaml",
            "[{key: a, text: Urticaria, correct: true}, {key: b, text: no}]",
            "[{key: a, text: Urticaria, correct: true}]",
            "`options`: This needs more entries: at least 2.",
        ),
        (
            "posttest.yaml",
            'at: "0:01.5"',
            'at: "90"',
            "`at`: Write a place in the video as minutes:seconds, such as 2:35.",
        ),
        (
            "posttest.yaml",
            "objective: treat, answer: false",
            "objective: treat, answer: maybe",
            "`answer`: Write true or false.",
        ),
        (
            "provider.yaml",
            "America/New_York",
            "New York",
            "`time_zone`: This is not an IANA time zone. Write one such as America/New_York.",
        ),
        (
            "provider.yaml",
            "url: https://",
            "url: javascript://",
            "`url`: Write an address that begins with https://, not “javascript://riverside.example”.",
        ),
        (
            "provider.yaml",
            "email: cme@riverside.example",
            "email: cme",
            "`email`: Write an e-mail address, not “cme”.",
        ),
        ("form.yaml", "rows: objectives", "rows: aims", "`rows`: This must be objectives or faculty, not “aims”."),
        (
            "form.yaml",
            "rows: [{key: film, text: The video}, {key: test, text: The test}]",
            "rows: []",
            "`rows`: This needs more entries: at least 1.",
        ),
        (
            "form.yaml",
            "when: {item: bias, is: yes}",
            "when: {item: bias}",
            "`is`: This is missing. It holds: key of the option that must be chosen.",
        ),
    ],
)
def test_one_change_has_one_fault_on_its_line(name: str, old: str, new: str, fault: str) -> None:
    text = (SAMPLES / FILES[name][0]).read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    assert faults(name, old, new) == [f"{name}:{line}: {fault}"]


def test_what_is_missing_is_told_at_the_entry_that_lacks_it() -> None:
    assert faults("course.yaml", "    captions: chapters/01-recognize.vtt\n", "") == [
        (
            "course.yaml:40: `captions`: This is missing. "
            "It holds: path of the WebVTT captions; the transcript is made from them."
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [("correct: true}, {key: b", "correct: false}, {key: b", 0), ("text: no}", "text: no, correct: true}", 2)],
)
def test_a_question_of_one_answer_has_exactly_one(old: str, new: str, count: int) -> None:
    assert faults("posttest.yaml", old, new) == [
        (f"posttest.yaml:4: {count} options are marked as right. A question of kind single has exactly one.")
    ]


def test_a_misspelt_key_is_recognised() -> None:
    assert faults("course.yaml", "summary: What", "sumary: What") == [
        "course.yaml:1: `summary`: This is missing. It holds: one or two sentences for cards and search.",
        "course.yaml:4: `sumary`: This is not known here. Did you mean “summary”?",
    ]


def test_a_key_like_no_other_is_answered_with_those_that_are_known() -> None:
    assert faults("course.yaml", "dates: {released", "dates: {xyz: 1, released") == [
        "course.yaml:17: `xyz`: This is not known here. Known are: expires, released, reviewed."
    ]


def test_a_file_that_is_a_list_is_refused() -> None:
    source, _ = load(b"- a", "course.yaml")
    flaws = fit(Document.COURSE, source.data, CourseDocument)[1]
    assert [str(fault_at(source, flaw)) for flaw in flaws] == [
        "course.yaml:1: This must hold keys and values, such as title: Sepsis."
    ]
