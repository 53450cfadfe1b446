"""credence.media.rules.webvtt."""

import pytest

from credence.media.rules.webvtt import CaptionFault, Cue, parse

GOOD = "WEBVTT - talk\nKind: captions\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\nintro\n"
GOOD += "00:00.000 --> 00:01.500 align:start\n<v Chen>Don&#39;t <b>wait</b>:\ngive it.\n"
GOOD += "\n01:00:00.000 --> 01:00:02.000\nNext.\n"


def test_cues_have_times_in_milliseconds_words_without_markup_and_their_line() -> None:
    assert parse(GOOD) == (
        (Cue(0, 1500, "Don't wait: give it.", 10), Cue(3_600_000, 3_602_000, "Next.", 14)),
        (),
    )


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_any_line_ending_reads_the_same(ending: str) -> None:
    assert parse("\ufeff" + GOOD.replace("\n", ending)) == parse(GOOD)


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("", (CaptionFault(1, "header"),)),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", (CaptionFault(1, "header"),)),
        ("WEBVTT\n", (CaptionFault(1, "none"),)),
        ("WEBVTT\n\n00:01 --> 00:02.000\nA", (CaptionFault(3, "timing", "00:01 --> 00:02.000"),)),
        ("WEBVTT\n\n00:99.000 --> 01:02.000\nA", (CaptionFault(3, "timing", "00:99.000 --> 01:02.000"),)),
        ("WEBVTT\n\nlonely", (CaptionFault(3, "timing", "lonely"),)),
        ("WEBVTT\n\na\nb\nc", (CaptionFault(4, "timing", "b"),)),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nA", (CaptionFault(3, "backward"),)),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", (CaptionFault(3, "empty"),)),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB",
            (CaptionFault(6, "order"),),
        ),
    ],
)
def test_each_fault_is_named_with_its_line(source: str, faults: tuple[CaptionFault, ...]) -> None:
    assert parse(source)[1] == faults
