"""credence.media.rules.webvtt, its words and its transcript; tests/journeys/test_captions.py asks browsers."""

import pytest

from credence.media.rules.transcripts import transcript
from credence.media.rules.webvtt import CaptionFault, Cue, read
from tests.media.captions import FAULTY, NAMED, SOUND, Told, made_up, one

SHOWN = SOUND | NAMED


def told(source: str) -> Told:
    """Return start, end and words of each caption in a line."""
    return [(cue.start_ms, cue.end_ms, " ".join(cue.text.split(" "))) for cue in in_lines(source)]


def in_lines(source: str) -> list[Cue]:
    """Return the captions, with their lines in one."""
    return [Cue(cue.start_ms, cue.end_ms, " ".join(cue.text.split("\n")), cue.line) for cue in read(source).cues]


@pytest.mark.parametrize("name", SHOWN)
def test_captions_say_what_browsers_show_and_who_speaks(name: str) -> None:
    source, expected = SHOWN[name]
    assert (told(source), [fault for fault in read(source).faults if not fault.warns]) == (expected, [])


@pytest.mark.parametrize("name", FAULTY)
def test_what_browsers_would_not_show_is_a_fault_with_its_line(name: str) -> None:
    source, faults = FAULTY[name]
    assert [(fault.line, fault.code, fault.text) for fault in read(source).faults] == faults


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_kept_says_the_same_and_is_kept_as_it_is(name: str) -> None:
    source = SHOWN[name][0]
    kept = read(source).shown
    assert (told(kept), read(kept).faults, read(kept).shown) == (told(source), (), kept)


def test_made_up_captions_are_faulty_or_are_kept_as_they_say() -> None:
    sound = [each for each in map(made_up, range(300)) if all(fault.warns for fault in read(each).faults)]
    assert len(sound) > 100
    assert [read(read(each).shown).shown for each in sound] == [read(each).shown for each in sound]
    assert [told(read(each).shown) for each in sound] == [told(each) for each in sound]


def test_captions_are_written_with_hours_their_place_and_what_is_stressed() -> None:
    source = "WEBVTT - me\n\nNOTE me\n\n7\n00:01.000-->00:02.000 region:a align:start line:5% a:1\n <i>A</i>\n&gt;60"
    shown = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000 line:5% align:start\n<i>A</i> \n&gt;60\n"
    assert read(source).shown == shown


def test_a_caption_without_words_is_left_out_and_told() -> None:
    source = one("<b> </b>") + "\n00:03.000 --> 00:04.000\nB\n"
    assert read(source).faults == (CaptionFault(3, "empty", warns=True),)
    assert read(source).shown == "WEBVTT\n\n00:00:03.000 --> 00:00:04.000\nB\n"


def test_two_captions_are_known_by_the_lines_of_their_timings() -> None:
    source = (
        "WEBVTT\n\nintro\n00:00.000 --> 00:01.500\n<v Chen>Don&#39;t wait:\ngive it.\n\n00:02.000 --> 00:03.000\nNext."
    )
    assert read(source).cues == (Cue(0, 1500, "Chen: Don't wait:\ngive it.", 4), Cue(2000, 3000, "Next.", 8))


def test_of_captions_that_roll_up_the_transcript_says_each_line_once() -> None:
    rolling = (
        *(Cue(0, 1829, "my career", 1), Cue(1829, 1839, "my career", 2), Cue(1839, 4550, "my career\nin open", 3)),
        *(Cue(4550, 4560, "in open", 4), Cue(4560, 6000, "in open\nsource", 5)),
    )
    assert transcript(rolling) == [(0, 1829, "my career"), (1839, 4550, "in open"), (4560, 6000, "source")]


def test_a_caption_that_stands_twice_at_once_is_said_once() -> None:
    assert transcript([Cue(0, 900, "A", 1), Cue(0, 900, "A", 2)]) == [(0, 900, "A")]


@pytest.mark.parametrize("starts_ms", [900, 951])
def test_words_that_are_said_twice_are_said_twice(starts_ms: int) -> None:
    said = [Cue(0, 900, "Push hard.", 1), Cue(starts_ms, 2000, "Push hard.", 2)]
    assert transcript(said) == [(0, 900, "Push hard."), (starts_ms, 2000, "Push hard.")]


def test_a_first_line_is_said_again_after_a_pause() -> None:
    said = [Cue(0, 900, "Call", 1), Cue(951, 2000, "Call\nfor help", 2)]
    assert transcript(said) == [(0, 900, "Call"), (951, 2000, "Call for help")]
