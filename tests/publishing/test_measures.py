"""publishing.manuscript: what is measured of a course, and what must be true of its pictures, questions and tools."""

import datetime as dt
from typing import Any

import pytest

from credence.publishing.manuscript.checking import check
from credence.publishing.manuscript.document import Files, manuscript_of
from credence.publishing.manuscript.flaws import Place
from credence.publishing.manuscript.measuring import chapter_minutes, course_minutes, questions_asked
from credence.publishing.manuscript.rules.alike import folded
from credence.publishing.manuscript.rules.options import refers
from tests.publishing.manuscripts import AMA, ARRT, COURSE, POSTTEST, TEXT, TODAY, changed, known, probe

Change = tuple[Place, Any]
FILM = {
    "slug": "watch",
    "kind": "video",
    "title": "Watch",
    "file": "watch.mp4",
    "captions": "watch.vtt",
    "poster": "watch.jpg",
}
PAPER = {"slug": "leaf", "kind": "pdf", "title": "Leaf", "file": "leaf.pdf"}
EXTRA = {"minutes": 9, "reason": "Three cases to think over."}
OPTIONS = [
    {"key": "a", "text": "Give epinephrine", "correct": True},
    {"key": "b", "text": "Wait and see"},
    {"key": "c", "text": "Give oxygen only"},
]
CHOICE = {"key": "q3", "kind": "single", "stem": "What comes first?", "objective": "recognize", "options": OPTIONS}
FOUND = {
    "watch.mp4": probe("video", duration_ms=60_001),
    "watch.vtt": probe("captions", duration_ms=60_000),
    "watch.jpg": probe("picture"),
    "leaf.pdf": probe("pdf", words=401, figures=2),
    "cover.jpg": probe("picture"),
    "chen.jpg": probe("picture"),
}


def flaws(*changes: Change, test: tuple[Change, ...] = (), today: dt.date = TODAY) -> list[tuple[str, str, Place]]:
    """Return rule, code and place of every flaw after changes of course and posttest, with ! where it blocks."""
    files = Files(texts={"text.md": TEXT}, found=FOUND)
    manuscript = manuscript_of(changed(COURSE, *changes), changed(POSTTEST, *test), files)
    return [
        (flaw.rule, f"{flaw.code}!" if flaw.blocks else flaw.code, flaw.place)
        for flaw in check(manuscript, known(), today)
    ]


def minutes(chapter: dict[str, Any]) -> int:
    """Return the minutes of a chapter."""
    course = manuscript_of(changed(COURSE, (("chapters",), [chapter])), POSTTEST).course
    assert course
    return chapter_minutes(course.chapters[0], Files(texts={"text.md": TEXT}, found=FOUND))


def asking(question: dict[str, Any], *, shuffled: bool = True) -> tuple[Change, ...]:
    """Return the changes that add a question."""
    return (("questions", 2), question), (("shuffle_options",), shuffled)


@pytest.mark.parametrize(
    ("chapter", "expected"),
    [
        (FILM, 2),
        ({**FILM, "extra": EXTRA}, 11),
        (PAPER, 5),
        ({**PAPER, "minutes": 3}, 3),
        ({**PAPER, "minutes": 3, "extra": EXTRA}, 12),
        ({**COURSE["chapters"][0], "minutes": None}, 57),
    ],
)
def test_a_chapter_takes_its_length_or_its_words_and_figures_and_its_extra_time(
    chapter: dict[str, Any], expected: int
) -> None:
    assert minutes(chapter) == expected


def test_a_course_takes_a_minute_a_question_and_three_a_form() -> None:
    manuscript = manuscript_of(COURSE, POSTTEST)
    assert manuscript.course
    assert course_minutes(manuscript.course, manuscript.posttest, Files(texts={"text.md": TEXT})) == 57 + 2 + 3


def test_of_a_pool_the_questions_that_are_drawn_count() -> None:
    assert questions_asked(manuscript_of(COURSE, {**POSTTEST, "pool": {"recognize": 1}}).posttest) == 1


@pytest.mark.parametrize(("said", "code"), [(1, "film-minutes!"), (2, ""), (3, "film-minutes!")])
def test_r3_a_film_takes_its_length_rounded_up_and_no_other_time(said: int, code: str) -> None:
    found = flaws((("chapters", 1), {**FILM, "minutes": said}))
    assert found == ([("R3", code, ("chapters", 1, "minutes"))] if code else [])


@pytest.mark.parametrize(("said", "code"), [(1, ""), (5, ""), (6, "reading-minutes!")])
def test_r3_reading_takes_no_longer_than_its_words_and_figures(said: int, code: str) -> None:
    found = flaws((("chapters",), [{**COURSE["chapters"][0], "minutes": 50}, {**PAPER, "minutes": said}]))
    assert found == ([("R3", code, ("chapters", 1, "minutes"))] if code else [])


def test_r3_a_film_of_a_minute_is_no_credit_until_extra_time_has_a_reason() -> None:
    alone: Change = (("credit",), [AMA])
    assert flaws((("chapters",), [FILM]), alone) == [
        ("R3", "estimate-off", ("estimated_minutes",)),
        ("R3", "credit-unmeasured!", ("credit", 0, "amount")),
    ]
    assert flaws((("chapters",), [{**FILM, "extra": {**EXTRA, "minutes": 46}}]), alone) == []


def test_r36_the_posttest_is_no_time_of_credit_that_leaves_it_out_and_its_approver_decides() -> None:
    alone: Change = (("credit",), [ARRT])
    assert flaws(alone, (("chapters", 0, "minutes"), 50), (("estimated_minutes",), 55)) == []
    assert flaws(alone, (("chapters", 0, "minutes"), 49), (("estimated_minutes",), 54)) == [
        ("R36", "time-short", ("credit", 0, "amount"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Both A and B",
        "both a and b of the above",
        "All of the above",
        "None of the above.",
        "all the above",
        "None of these",
        "Neither of the above",
        "A and C",
        "A, B and C",
        "(a) Neither (A) nor (B)",
        "B & D",
        "A or B",
        "1 and 3",
        "1, 2 and 4",
        "I and III",
        "Options 1 and 2",
        "Answer B",
        "Only A",
        "A only",
        "A and B are correct",
    ],
)
def test_an_option_that_speaks_of_others_is_known_by_its_words(text: str) -> None:
    assert refers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hepatitis A and B",
        "Vitamins A and D",
        "1 or 2",
        "1 to 2",
        "All patients above 60 years",
        "None of these drugs crosses the placenta",
        "Both kidneys",
        "A dose of 0.5 mg",
        "Stage 3",
        "1,000",
    ],
)
def test_an_option_that_speaks_of_the_matter_is_left_alone(text: str) -> None:
    assert not refers(text)


def test_options_speak_of_others_only_where_they_stand_still() -> None:
    question = changed(CHOICE, (("options", 2, "text"), "Both A and B"))
    place = ("questions", 2, "options", 2, "text")
    assert flaws(test=asking(question)) == [("", "option-refers!", place)]
    assert flaws(test=asking(question, shuffled=False)) == []


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("give  *Epinephrine*!", True),
        ("Give “epinephrine”…", True),
        ("Give epinephrine 1.5", False),
        ("Gi\u200bve  epinephrinе", True),
    ],
)
def test_options_are_alike_but_for_capitals_blanks_and_punctuation(text: str, same: bool) -> None:
    found = flaws(test=asking(changed(CHOICE, (("options", 2, "text"), text))))
    assert found == ([("", "options-alike!", ("questions", 2, "options", 2, "text"))] if same else [])


@pytest.mark.parametrize(("one", "other"), [("1.5", "15"), ("-5", "5"), ("<5", ">5"), ("3-5", "35"), ("50%", "50")])
def test_what_decides_a_number_is_no_punctuation(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_questions_are_alike_with_the_same_options_in_whatever_order() -> None:
    other = {**CHOICE, "key": "q4", "stem": "What  comes FIRST", "options": OPTIONS[::-1]}
    both = (*asking(CHOICE), (("questions", 3), other))
    assert flaws(test=both) == [("", "questions-alike!", ("questions", 3, "stem"))]
    another = (*asking(CHOICE), (("questions", 3), {**other, "options": [*OPTIONS[:2], {"key": "d", "text": "Go"}]}))
    assert flaws(test=another) == [("", "stems-alike", ("questions", 3, "stem"))]


@pytest.mark.parametrize(
    ("stem", "code"),
    [
        ("Which of these is NOT a sign?", "stem-negative"),
        ("All are signs except:", "stem-negative"),
        ("Which drug should not be given?", "stem-negative"),
        ("A patient does not answer. What comes first?", ""),
        ("What at least is given?", ""),
    ],
)
def test_a_question_for_what_is_not_so_is_to_be_known(stem: str, code: str) -> None:
    found = flaws(test=asking({**CHOICE, "stem": stem}))
    assert found == ([("", code, ("questions", 2, "stem"))] if code else [])


def test_a_right_option_much_longer_than_the_others_is_to_be_known() -> None:
    longer = "Give epinephrine into the thigh, lay the patient flat and call for help"
    found = flaws(test=asking(changed(CHOICE, (("options", 0, "text"), longer))))
    assert found == [("", "longest-right", ("questions", 2, "options"))]


def test_an_objective_with_one_question_is_to_be_known() -> None:
    second = (("objectives", 1), {"key": "treat", "text": "Treat it."})
    assert flaws(second, test=asking({**CHOICE, "objective": "treat"})) == [("", "measured-once", ("objectives", 1))]


@pytest.mark.parametrize("change", [(("credit", 1, "pool_agreed_on"), "2026-01-12"), (("credit",), [])])
def test_one_question_drawn_of_an_objective_measures_it_alone_with_or_without_credit(change: Change) -> None:
    assert flaws(change, test=((("pool",), {"recognize": 1}),)) == [("", "measured-once", ("objectives", 0))]


FOURTH: Change = (("questions", 3), {**CHOICE, "key": "q4", "stem": "What comes then?"})


@pytest.mark.parametrize(
    ("questions", "drawn", "attempts", "closed"),
    [(4, None, 3, True), (4, 2, 3, False), (4, 3, 3, True), (3, 2, 3, True), (4, None, None, False)],
)
def test_r34_feedback_after_the_last_attempt_wants_a_pool_that_draws_at_most_half(
    questions: int, drawn: int | None, attempts: int | None, closed: bool
) -> None:
    moc: Change = (("credit",), [{**AMA, "type": "abim-moc"}])
    test = (*asking(CHOICE), FOURTH)[: questions - 1]
    pool: list[Change] = [(("pool",), {"recognize": drawn})] if drawn else []
    found = flaws(moc, (("requirements", "attempts"), attempts), test=(*test, *pool))
    expected = [("R34", "feedback-closed", ("pool",))] if closed else []
    assert [flaw for flaw in found if flaw[0] == "R34"] == expected


def test_a_description_that_says_the_right_answer_is_to_be_known() -> None:
    picture = {"file": "cover.jpg", "alt": "A hand that will give epinephrine."}
    assert flaws(test=asking({**CHOICE, "picture": picture})) == [
        ("", "picture-tells", ("questions", 2, "picture", "alt"))
    ]
    assert flaws(test=asking({**CHOICE, "picture": {**picture, "alt": "A hand with a syringe."}})) == []


def test_a_cover_is_described_or_said_to_decorate() -> None:
    cover = {"file": "cover.jpg"}
    assert flaws((("cover",), cover)) == [("", "picture-undescribed!", ("cover", "alt"))]
    assert flaws((("cover",), {**cover, "decorative": True, "alt": "A"})) == [
        ("", "picture-both!", ("cover", "decorative"))
    ]
    assert flaws((("cover",), {**cover, "alt": "A hand."})) == flaws((("cover",), {**cover, "decorative": True})) == []


def test_one_chapter_at_most_is_a_preview_and_a_poster_that_is_described_is_there() -> None:
    film = {**FILM, "preview": True, "poster_alt": "A hand."}
    assert flaws((("chapters", 1), film)) == []
    assert flaws((("chapters", 0, "preview"), True), (("chapters", 1), film)) == [
        ("", "preview-twice!", ("chapters", 1, "preview"))
    ]
    assert flaws((("chapters", 1), changed(film, (("poster",), None)))) == [
        ("", "no-poster!", ("chapters", 1, "poster_alt"))
    ]


USE = {
    "kind": "text",
    "of": "description",
    "tool": "Scribe",
    "version": "4.1",
    "used_on": "2026-01-02",
    "task": "A first draft.",
    "checked_by": "Mei Chen, MD",
    "checked_on": "2026-01-03",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"checked_by": ""}, ("ai-unchecked!", ())),
        ({"checked_on": None}, ("ai-unchecked!", ())),
        ({"spelling_only": True, "checked_by": ""}, None),
        ({"checked_on": "2026-01-01"}, ("ai-checked-before!", ("checked_on",))),
        ({"checked_on": "2026-01-16"}, ("day-to-come!", ("checked_on",))),
        ({"of": "read"}, None),
        ({"of": "watch"}, ("ai-of-nothing!", ("of",))),
        ({"kind": "question", "of": "q1"}, None),
        ({"kind": "question", "of": "read"}, ("ai-of-nothing!", ("of",))),
        ({"kind": "voice", "of": "read"}, ("ai-of-nothing!", ("of",))),
    ],
)
def test_r71_what_a_tool_made_was_checked_by_somebody(
    change: dict[str, Any], expected: tuple[str, Place] | None
) -> None:
    use = {name: value for name, value in {**USE, **change}.items() if value is not None}
    found = flaws((("ai_uses",), [use]))
    assert found == ([("R71", expected[0], ("ai_uses", 0, *expected[1]))] if expected else [])


def test_r10_arrt_credit_is_for_one_chapter_of_a_book() -> None:
    book: Change = (("made_from",), {"kind": "book", "title": "Contrast"})
    short: Change = (("chapters",), [{**COURSE["chapters"][0], "minutes": 52}, PAPER])
    assert flaws(book) == flaws(short) == []
    assert flaws(book, short) == [("R10", "book-chapters!", ("chapters",))]
    assert flaws(book, short, (("credit",), [AMA])) == []


EVENT = {"kind": "live-recording", "title": "Grand rounds", "held_on": "2026-01-05", "reference_numbers": ["MAE1"]}


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ([(("credit", 1, "certified_on"), "2026-01-05")], "certified-with-event!", ("credit", 1, "certified_on")),
        ([(("credit", 1, "reference_number"), "MAE1")], "number-of-event!", ("credit", 1, "reference_number")),
    ],
)
def test_r11_a_recording_has_approvals_of_its_own(changes: list[Change], code: str, place: Place) -> None:
    assert flaws((("made_from",), EVENT)) == []
    assert flaws((("made_from",), EVENT), *changes) == [("R11", code, place)]


def test_r11_a_recording_is_released_after_its_event() -> None:
    event: Change = (("made_from",), {**EVENT, "held_on": "2026-01-15"})
    assert flaws(event, (("credit",), [])) == [("R11", "released-with-event!", ("dates", "released"))]


def test_a_pool_draws_no_more_than_there_is_and_needs_the_yes_of_the_approver() -> None:
    agreed: Change = (("credit", 1, "pool_agreed_on"), "2026-01-12")
    assert flaws(agreed, test=((("pool",), {"recognize": 2}),)) == []
    assert flaws(agreed, test=((("pool",), {"recognize": 3}),)) == [("", "pool-too-small!", ("pool", "recognize"))]
    assert flaws(agreed, test=((("pool",), {"treat": 1}),)) == [("", "no-objective!", ("pool", "treat"))]
    assert flaws(test=((("pool",), {"recognize": 2}),)) == [("R8", "pool-not-agreed!", ("credit", 1, "pool_agreed_on"))]
    assert flaws((("credit",), [AMA]), test=((("pool",), {"recognize": 2}),)) == []
