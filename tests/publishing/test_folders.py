"""Faulty folders: every fault with the file, the line and the sentence that people read."""

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from credence.catalog.models import AccreditingProvider
from credence.media.rules import webvtt
from credence.media.rules.files import Unfit
from credence.publishing import manuscript
from credence.publishing.folder import paths
from credence.publishing.folder.faults import FaultyFolder
from credence.publishing.folder.importing import check_folders, import_folders
from credence.publishing.manuscript.fitting import CODES, PATTERNS
from credence.publishing.wording import SENTENCES
from tests.media.clips import make_captions, make_pdf, make_picture, make_video
from tests.publishing.samples import CONTRAST, HANDS, edit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
COURSE, POSTTEST = f"{CONTRAST}/course.yaml", f"{CONTRAST}/posttest.yaml"
PROVIDER, FORM = "providers/riverside/provider.yaml", "providers/riverside/evaluations/cme-2026.yaml"


ASKED_ALONE = (
    f"{HANDS}/course.yaml:16: Note: Each attempt asks one question alone on the objective “wash”, so whoever fails is "
    "told whether it was right. Ask another."
)
"""What is always noted of the smaller sample."""
NOTHING_FILLS = "Nothing fills [number of points]. See docs/course-format.md for what may stand there."


def faults(tree: Path, *inside: str) -> list[str]:
    """Return the faults of a tree, or of folders in it, named from the tree."""
    try:
        check_folders([tree / path for path in inside] or [tree], now=NOW)
    except FaultyFolder as refusal:
        return [said for fault in refusal.faults if (said := str(fault).removeprefix(f"{tree}/")) != ASKED_ALONE]
    return []


def line_of(path: Path, text: str) -> int:
    """Return the number of the line on which `text` begins for the first time."""
    whole = path.read_text(encoding="utf-8")
    return whole[: whole.index(text)].count("\n") + 1


def test_the_samples_have_no_faults(tree: Path) -> None:
    assert faults(tree) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            POSTTEST,
            "objective: treat, answer",
            "objective: run, answer",
            "`objective`: “run” is not an objective of the course. Write one of recognize, treat.",
        ),
        (
            POSTTEST,
            "{chapter: treat}",
            "{chapter: trea}",
            "`chapter`: “trea” is not a chapter of the course. Write one of recognize, treat, summary.",
        ),
        (
            POSTTEST,
            "{chapter: treat}",
            '{chapter: treat, at: "0:01"}',
            "`at`: The chapter “treat” is not a video. Leave the place in it out.",
        ),
        (
            POSTTEST,
            '"0:01.5"',
            '"0:02.5"',
            "`at`: 0:02.5 is after the end of chapters/01-recognize.mp4. Write an earlier place.",
        ),
        (POSTTEST, "- key: q2", "- key: q1", "`key`: “q1” stands twice. Each entry has a name of its own."),
        (
            POSTTEST,
            "{key: b, text: no}",
            "{key: a, text: no}",
            "`key`: “a” stands twice. Each entry has a name of its own.",
        ),
        (
            POSTTEST,
            "stem: What is *this*?",
            "stem: '![](images/ct.png)?'",
            "`stem`: Pictures inside texts are not shown. Add it as the picture of the question instead.",
        ),
        (COURSE, "{key: ortiz,", "{key: chen,", "`key`: “chen” stands twice. Each entry has a name of its own."),
        (
            COURSE,
            "slug: summary, title",
            "slug: treat, title",
            "`slug`: “treat” stands twice. Each entry has a name of its own.",
        ),
        (
            COURSE,
            "form: cme-2026",
            "form: cme-2025",
            "`form`: riverside has no evaluation form “cme-2025”. Its forms: cme-2026.",
        ),
        (
            COURSE,
            "[radiology,",
            "[radiolgy,",
            "The topic “radiolgy” is new, and nearly “radiology”. Write that, or give the new one a name.",
        ),
        (
            COURSE,
            "references: |\n",
            "references: |\n  ![](images/cover.jpg)\n",
            "`references`: Pictures inside texts are not shown. Take it out.",
        ),
        (
            COURSE,
            "disclosed_on: 2025-12-02, role",
            "disclosed_on: 2024-01-31, role",
            (
                "`disclosed_on`: The disclosure of Luis Ortiz is older than 24 months. "
                "Ask again; it must be from 2024-02-01 or later. (R12)"
            ),
        ),
        (
            COURSE,
            "agreement_on: 2025-11-02",
            "agreement_on: 2026-01-15",
            "`agreement_on`: The agreement with Other Corp must be signed before the release on 2026-01-15. (R16)",
        ),
        (
            COURSE,
            "pass_mark: 75",
            "pass_mark: 70",
            "`pass_mark`: The pass mark for arrt-a is at least 75 here. Choose 75 or more, or leave it out. (R29)",
        ),
        (
            COURSE,
            "attempts: 3, study",
            "attempts: null, study",
            "`attempts`: A course with arrt-a credit allows 1 to 3 attempts. Say how many. (R30)",
        ),
        (
            COURSE,
            "kind: pdf, file: chapters/02-treat.pdf, minutes: 1,",
            "kind: pdf, file: chapters/02-treat.pdf, minutes: x,",
            "`minutes`: Write a whole number, such as 60.",
        ),
        (
            COURSE,
            "certified_on: 2026-01-12",
            "certified_on: 2026-01-16",
            (
                "`certified_on`: The credit is certified after it begins on 2026-01-15. Nobody may earn it before; "
                "correct one of the days. (R7)"
            ),
        ),
        (
            COURSE,
            "expires: 2028-12-31}",
            "expires: 2029-02-01}",
            (
                "`expires`: The course expires later than three years after its release or last review on 2026-02-01. "
                "Choose 2029-01-31 or earlier, or review it. (R4)"
            ),
        ),
        (
            FORM,
            "item: bias, is: yes",
            "item: bias, is: maybe",
            "`is`: “maybe” is not an option of “bias”. Name one of no, yes.",
        ),
        (
            FORM,
            "item: bias, is: yes",
            "item: barriers, is: time",
            "`item`: “barriers” is not an earlier item of kind single or multiple. Name one.",
        ),
        (
            POSTTEST,
            "text: Waiting",
            "text: Waiting for credit that is pending",
            (
                "`text`: “credit that is pending” announces credit that is not approved. "
                "Leave it out until the approval is there. (R19)"
            ),
        ),
        (
            FORM,
            "text: The video",
            "text: The video; CME is pending",
            (
                "`text`: “CME is pending” announces credit that is not approved. "
                "Leave it out until the approval is there. (R19)"
            ),
        ),
        (FORM, "key: barriers", "key: bias", "`key`: “bias” stands twice. Each entry has a name of its own."),
        (FORM, "{key: money,", "{key: time,", "`key`: “time” stands twice. Each entry has a name of its own."),
        (FORM, "{key: test,", "{key: film,", "`key`: “film” stands twice. Each entry has a name of its own."),
    ],
)
def test_one_change_has_one_fault_on_its_line(tree: Path, name: str, old: str, new: str, sentence: str) -> None:
    line = line_of(tree / name, old)
    edit(tree / name, old, new)
    assert faults(tree) == [f"{name}:{line}: {sentence}"]


def test_a_question_moved_to_another_objective_leaves_the_first_unmeasured(tree: Path) -> None:
    edit(tree / POSTTEST, "objective: recognize", "objective: treat")
    edit(tree / POSTTEST, 'objective: "recognize"', "objective: treat")
    assert faults(tree) == [
        (f"{COURSE}:22: No question measures the objective “recognize”. Ask one, or leave the objective out.")
    ]


def test_statements_hold_only_brackets_that_something_fills(tree: Path) -> None:
    edit(tree / PROVIDER, "[number of credits]", "[number of points]")
    edit(tree / PROVIDER, "Education (ACCME)", "Education (ACCME) [credits] [joint provider]")
    assert faults(tree) == [
        f"{PROVIDER}:14: `text`: An accreditation statement says nothing of one credit. Take its brackets out. (R17)",
        f"{PROVIDER}:14: `text`: This names a joint provider. Make it a statement of kind joint-accreditation. (R14)",
        f"{PROVIDER}:24: `text`: {NOTHING_FILLS} (R17)",
    ]


def test_a_bracket_that_is_never_closed_is_found_before_a_learner_reads_it(tree: Path) -> None:
    edit(tree / PROVIDER, "[number of credits]", "[number of credits")
    assert faults(tree) == [
        f"{PROVIDER}:24: `text`: A bracket has no partner or nothing in it, and would be printed. Mend it. (R17)"
    ]


def test_a_designation_belongs_to_a_credit_type_and_stands_once(tree: Path) -> None:
    edit(tree / PROVIDER, "    credit_type: ama-pra-1\n", "")
    with (tree / PROVIDER).open("a") as file:
        file.write("  - {kind: accreditation, text: Again.}\n")
    assert faults(tree) == [
        f"{PROVIDER}:22: `credit_type`: A designation statement belongs to one credit type. Say which.",
        f"{PROVIDER}:27: There is a second statement “accreditation”. Keep one of them.",
    ]


def test_a_participation_text_that_awards_ama_credit_is_refused(tree: Path) -> None:
    lines = len((tree / PROVIDER).read_text(encoding="utf-8").splitlines())
    text = "The learner was awarded [number of credits] AMA PRA Category 1 Credit(s)™."
    with (tree / PROVIDER).open("a", encoding="utf-8") as file:
        file.write(f'  - kind: participation\n    text: "{text}"\n')
    assert faults(tree) == [
        (
            f"{PROVIDER}:{lines + 2}: `text`: This reads as if AMA credit was awarded, which is for physicians only. "
            "Say that the activity was designated for the credit. (R40)"
        )
    ]
    edit(tree / PROVIDER, "The learner was awarded", "The activity was designated for")
    assert faults(tree) == []


def test_a_course_is_refused_where_such_a_text_is_on_file(tree: Path) -> None:
    import_folders([tree], by="dana", now=NOW)
    provider = AccreditingProvider.objects.get(slug="riverside")
    provider.statements.create(
        kind="designation", credit_type="arrt-a", version=1, text="This awards AMA PRA Category 1 Credit™."
    )
    shutil.rmtree(tree / "providers")
    line = line_of(tree / COURSE, "type: arrt-a")
    assert faults(tree) == [
        (
            f"{COURSE}:{line}: `type`: The text of riverside for arrt-a reads as if AMA credit was awarded, which is "
            "for physicians only. Say in it that the activity was designated for the credit. (R40)"
        )
    ]


def test_a_provider_without_the_texts_that_ama_credit_needs(tree: Path) -> None:
    text = (tree / PROVIDER).read_text()
    (tree / PROVIDER).write_text(text[: text.index("statements:")])
    at = line_of(tree / COURSE, "- {type: ama-pra-1")
    assert faults(tree) == [
        f"{COURSE}:{at}: `type`: riverside has no accreditation statement for ama-pra-1. Give the provider one. (R1)",
        f"{COURSE}:{at}: `type`: riverside has no designation statement for ama-pra-1. Give the provider one. (R1)",
    ]


def test_a_course_of_an_unknown_provider_is_told_where_to_find_it(tree: Path) -> None:
    sentence = (
        "There is no provider “riverside” here. Correct the name, or bring the provider together with this course."
    )
    assert faults(tree, CONTRAST) == [
        f"{COURSE}:{line_of(tree / COURSE, text)}: `provider`: {sentence}" for text in ("provider:", "evaluations:")
    ]


def test_a_faulty_provider_is_told_once_and_not_again_by_its_courses(tree: Path) -> None:
    edit(tree / PROVIDER, "America/New_York", "Boston")
    assert faults(tree) == [
        f"{PROVIDER}:7: `time_zone`: This is not an IANA time zone. Write one such as America/New_York."
    ]


def _remove(path: str) -> Callable[[Path], object]:
    return lambda tree: (tree / path).unlink()


def _link(path: str, target: str) -> Callable[[Path], object]:
    def spoil(tree: Path) -> None:
        (tree / path).rename(tree / "moved")
        (tree / path).symlink_to(target)

    return spoil


def _write(path: str, contents: bytes) -> Callable[[Path], object]:
    return lambda tree: (tree / path).write_bytes(contents)


def _pipe(path: str) -> Callable[[Path], object]:
    def spoil(tree: Path) -> None:
        (tree / path).unlink()
        os.mkfifo(tree / path)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            _remove(f"{CONTRAST}/chapters/02-treat.pdf"),
            f"{COURSE}:47: `file`: There is no chapters/02-treat.pdf here. Add it, or correct the path.",
        ),
        (_remove(COURSE), f"{COURSE}:1: There is no course.yaml here. Add it, or correct the path."),
        (_remove(POSTTEST), f"{POSTTEST}:1: There is no posttest.yaml here. Add it, or correct the path."),
        (
            _write(f"{CONTRAST}/notes.txt", b"x"),
            (
                f"{CONTRAST}/notes.txt:1: This file is not used. "
                "Name it in course.yaml, or delete it, or begin its name with _."
            ),
        ),
        (
            _write("providers/riverside/logo.png", b"x"),
            (
                "providers/riverside/logo.png:1: This file is not used. "
                "Forms are evaluations/<short-name>.yaml; delete it or begin its name with _."
            ),
        ),
        (
            _write("providers/riverside/evaluations/CME 2026.yaml", b"x"),
            (
                "providers/riverside/evaluations/CME 2026.yaml:1: This file is not used. "
                "Forms are evaluations/<short-name>.yaml; delete it or begin its name with _."
            ),
        ),
        (
            _link(f"{CONTRAST}/chapters/02-treat.pdf", "/etc/hostname"),
            (
                f"{COURSE}:47: `file`: chapters/02-treat.pdf is a symbolic link or lies behind one. "
                "Put the file itself there."
            ),
        ),
        (
            _link(POSTTEST, "/etc/passwd"),
            f"{POSTTEST}:1: posttest.yaml is a symbolic link or lies behind one. Put the file itself there.",
        ),
        (
            _link(HANDS, "../moved"),
            f"{HANDS}:1: This is a symbolic link. Put the folder itself there.",
        ),
        (
            _pipe(f"{CONTRAST}/chapters/02-treat.pdf"),
            f"{COURSE}:47: `file`: chapters/02-treat.pdf is not a plain file. Put the file itself there.",
        ),
        (
            _write(f"{CONTRAST}/chapters/02-treat.pdf", b""),
            f"{COURSE}:47: `file`: chapters/02-treat.pdf is empty.",
        ),
        (
            lambda tree: make_picture(tree / "a.png").replace(tree / CONTRAST / "chapters/02-treat.pdf"),
            (
                f"{COURSE}:47: `file`: chapters/02-treat.pdf is not a PDF that can be opened, or has no pages. "
                "Save it as a PDF again."
            ),
        ),
        (
            lambda tree: make_pdf(tree / CONTRAST / "chapters/02-treat.pdf", password="x"),
            f"{COURSE}:47: `file`: chapters/02-treat.pdf is encrypted. Save it without a password or restrictions.",
        ),
        (
            lambda tree: make_pdf(tree / "a.pdf").replace(tree / CONTRAST / "images/cover.jpg"),
            (
                f"{COURSE}:16: `file`: images/cover.jpg is not a JPEG, PNG or WebP picture that can be opened. "
                "Convert it to one of these."
            ),
        ),
        (
            lambda tree: make_video(tree / CONTRAST / "chapters/01-recognize.mp4", codec="mpeg4"),
            (
                f"{COURSE}:43: `file`: chapters/01-recognize.mp4 holds mpeg4, which not every browser plays. "
                "Convert it to MP4 with H.264 and AAC. Such as: "
                "ffmpeg -i chapters/01-recognize.mp4 -pix_fmt yuv420p -c:v libx264 -c:a aac -movflags +faststart "
                "chapters/01-recognize-new.mp4"
            ),
        ),
        (
            lambda tree: make_captions(tree / CONTRAST / "chapters/01-recognize.vtt", until="00:03.000"),
            (
                f"{CONTRAST}/chapters/01-recognize.vtt:6: This caption ends after chapters/01-recognize.mp4 does. "
                "Correct its times."
            ),
        ),
        (
            _write(f"{CONTRAST}/chapters/01-recognize.vtt", b"WEBVTT\n\n00:01.000 --> 00:00.500\nA\n"),
            f"{CONTRAST}/chapters/01-recognize.vtt:3: This caption ends before it starts. Correct its times.",
        ),
        (
            _write(f"{CONTRAST}/chapters/01-recognize.vtt", b"1\n00:00:01,000 --> 00:00:02,000\nA\n"),
            f"{CONTRAST}/chapters/01-recognize.vtt:1: WebVTT captions begin with a line that says WEBVTT. Write it.",
        ),
        (
            _write(f"{CONTRAST}/chapters/03-summary.md", b"  \n"),
            f"{COURSE}:48: `file`: chapters/03-summary.md is empty. Write the chapter in Markdown.",
        ),
        (
            _write(f"{CONTRAST}/chapters/03-summary.md", b"See\nwhat\x00is there\n"),
            f"{CONTRAST}/chapters/03-summary.md:2: A control character stands here, which no text can hold. Delete it.",
        ),
        (
            _write(f"{CONTRAST}/chapters/01-recognize.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nless <30\n"),
            (
                f"{CONTRAST}/chapters/01-recognize.vtt:4: Browsers take “<30” for a mark and do not show it. "
                "Write &lt; for <, or delete it if it is meant as a mark."
            ),
        ),
        (
            _write(f"{CONTRAST}/chapters/03-summary.md", b"r\xe9action"),
            f"{COURSE}:48: `file`: chapters/03-summary.md is not UTF-8 text. Save it as UTF-8.",
        ),
        (
            _write(f"{CONTRAST}/chapters/03-summary.md", b"See\n\n![x](y.png)\n"),
            (
                f"{CONTRAST}/chapters/03-summary.md:3: Pictures inside texts are not shown. "
                "Use a PDF chapter, or leave it out."
            ),
        ),
    ],
)
def test_a_spoiled_file_is_told_where_it_is_named(tree: Path, spoil: Callable[[Path], object], fault: str) -> None:
    spoil(tree)
    assert faults(tree) == [fault]


def test_a_misspelt_path_is_answered_with_the_file_that_is_there(tree: Path) -> None:
    edit(tree / COURSE, "file: images/cover.jpg", "file: images/Cover.jpeg")
    assert faults(tree) == [
        f"{COURSE}:16: `file`: There is no images/Cover.jpeg here. Did you mean images/cover.jpg?",
        (
            f"{CONTRAST}/images/cover.jpg:1: This file is not used. "
            "Name it in course.yaml, or delete it, or begin its name with _."
        ),
    ]


def test_too_short_an_estimate_is_too_short_for_chapters_and_credit(tree: Path) -> None:
    edit(tree / COURSE, "estimated_minutes: 60", "estimated_minutes: 40")
    assert faults(tree) == [
        (
            f"{COURSE}:14: Note: `estimated_minutes`: Chapters, posttest and evaluation come to 58 minutes, and "
            "learners are told 40. Correct the estimate. (R3)"
        ),
        (
            f"{COURSE}:14: `estimated_minutes`: The chapters take 50 minutes together, more than the 40 estimated for "
            "the whole course. Correct one of them. (R3)"
        ),
        (
            f"{COURSE}:50: `amount`: An amount of 1 stands for 60 minutes, but the course is estimated at 40. "
            "Correct the amount or the estimate; up to 7 minutes of difference are allowed. (R3)"
        ),
    ]


def test_files_behind_a_linked_folder_are_refused(tree: Path) -> None:
    _link(f"{CONTRAST}/chapters", str(tree / "moved"))(tree)
    assert [fault.partition("`: ")[2] for fault in faults(tree)] == [
        f"chapters/{name} is a symbolic link or lies behind one. Put the file itself there."
        for name in ("01-recognize.mp4", "01-recognize.vtt", "01-recognize.jpg", "02-treat.pdf", "03-summary.md")
    ]


def test_hidden_files_notes_and_files_after_an_underscore_are_left_alone(tree: Path) -> None:
    for name in (".DS_Store", "_draft.md", "README.md"):
        (tree / CONTRAST / name).write_text("x")
    (tree / CONTRAST / "_slides").mkdir()
    (tree / CONTRAST / "_slides/01.svg").write_text("x")
    (tree / CONTRAST / ".git").mkdir()
    (tree / CONTRAST / ".git/config").write_text("x")
    assert faults(tree) == []


def test_a_folder_with_too_many_files_is_not_walked_to_the_end(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MOST_FILES", 2)
    monkeypatch.setattr("credence.publishing.folder.courses.MOST_FILES", 2)
    for number in range(3):
        (tree / HANDS / f"{number}.txt").write_text("x")
    assert f"{HANDS}/course.yaml:1: The folder holds more than 2 files. Is it the right one?" in faults(tree)


def test_a_folder_without_courses_is_told_what_to_name(tree: Path) -> None:
    (tree / "empty").mkdir()
    for path in ("empty", "nowhere"):
        assert faults(tree, path) == [
            (
                f"{path}:1: There is no course here. "
                "Name a folder with course.yaml, or one that holds courses/ and providers/."
            )
        ]


def test_two_folders_with_the_same_slug_are_refused(tree: Path) -> None:
    edit(tree / HANDS / "course.yaml", "slug: hand-washing", "slug: contrast-reactions")
    assert faults(tree) == [
        (
            f"{HANDS}/course.yaml:3: There is a second course “contrast-reactions”. "
            "Give it another slug, or keep one of them."
        )
    ]


def test_two_providers_with_the_same_slug_are_refused(tree: Path) -> None:
    shutil.copytree(tree / "providers/riverside", tree / "providers/twin")
    assert faults(tree) == ["providers/twin/provider.yaml:1: There is a second provider “riverside”. Keep one of them."]


def test_names_of_topics_are_checked(tree: Path) -> None:
    (tree / "topics.yaml").write_text("ct: CT\nMRI: MRI\nxray:\n")
    assert faults(tree) == [
        (
            "topics.yaml:2: `MRI`: Write lower-case letters, digits and single hyphens, "
            "such as contrast-reactions, not “MRI”."
        ),
        "topics.yaml:3: `xray`: This is empty.",
    ]


def test_a_new_topic_like_another_is_taken_when_it_is_named(tree: Path) -> None:
    edit(tree / COURSE, "[radiology,", "[radiolog,")
    with (tree / "topics.yaml").open("a") as file:
        file.write("radiolog: Radiolog\n")
    assert faults(tree) == []


def test_all_faults_of_all_files_come_at_once_in_order(tree: Path) -> None:
    edit(tree / FORM, "key: barriers", "key: bias")
    edit(tree / COURSE, "pass_mark: 75", "pass_mark: 70")
    edit(tree / POSTTEST, '"0:01.5"', '"0:09"')
    (tree / HANDS / "text.md").unlink()
    assert [fault.split(" ")[0] for fault in faults(tree)] == [
        f"{COURSE}:58:",
        f"{POSTTEST}:9:",
        f"{HANDS}/course.yaml:19:",
        f"{FORM}:8:",
    ]


def test_a_broken_posttest_does_not_hide_the_faults_of_its_course(tree: Path) -> None:
    edit(tree / COURSE, "pass_mark: 75", "pass_mark: 70")
    edit(tree / POSTTEST, "shuffle_options: true", "shuffle_options: [true")
    edit(tree / PROVIDER, "America/New_York", "Boston")
    found = faults(tree)
    assert [fault.split(" ")[0] for fault in found] == [f"{COURSE}:58:", f"{POSTTEST}:2:", f"{PROVIDER}:7:"]
    assert "is not valid YAML" in found[1]


def test_a_broken_course_does_not_hide_the_faults_of_its_posttest(tree: Path) -> None:
    edit(tree / COURSE, "format: 1", "format: [1")
    edit(tree / POSTTEST, "objective: treat, answer: false", "objective: treat, answer: maybe")
    assert [fault.split(" ")[0] for fault in faults(tree)] == [f"{COURSE}:2:", f"{POSTTEST}:21:"]


def test_many_equal_faults_are_one_with_their_count(tree: Path) -> None:
    cues = [f"00:0{3 + at}.000 --> 00:0{4 + at}.000\nWord {at}.\n" for at in range(6)]
    (tree / CONTRAST / "chapters/01-recognize.vtt").write_text("\n".join(["WEBVTT\n", *cues]))
    at = f"{CONTRAST}/chapters/01-recognize.vtt"
    sentence = "This caption ends after chapters/01-recognize.mp4 does. Correct its times."
    assert faults(tree) == [f"{at}:3: {sentence} (6 times, first here)"]
    (tree / at).write_text("\n".join(["WEBVTT\n", *cues[:5]]))
    assert faults(tree) == [f"{at}:{3 + 3 * number}: {sentence}" for number in range(5)]


def test_what_only_warns_stands_in_nobodys_way(tree: Path) -> None:
    edit(tree / COURSE, "    role_began_on: 2025-12-10\n", "")
    notes = check_folders([tree], now=NOW).notes
    assert [str(note).removeprefix(f"{tree}/") for note in notes] == [
        (
            f"{COURSE}:25: Note: `role_began_on`: Nobody wrote down when the role of Mei Chen began. "
            "Say the day; it lies after the disclosure. (R12)"
        ),
        ASKED_ALONE,
    ]
    assert [outcome.result for outcome in import_folders([tree], by="dana", now=NOW)] == ["new"] * 3


WRITTEN = (
    r'(?:in_course|in_posttest|in_provider)\(\s*(?:rule|"[^"]*"),\s*"([\w-]+)"',
    r'(?:in_form|in_file|_flaw)\(\s*\w+(?:\.\w+)?,\s*"([\w-]+)"',
    r'(?:code=|refuse\(|Misplaced\(|yield place, )"([\w-]+)"',
    r'"(sign-\w+)"',
)
"""How a code is written where a flaw is made."""
SOURCES = Path(manuscript.__file__).parent.parent


def test_every_code_has_its_sentence() -> None:
    """Every code that is written as a flaw is, and no other has a sentence."""
    written = "".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.rglob("*.py")))
    codes = {code for pattern in WRITTEN for code in re.findall(pattern, written)}
    codes |= {*CODES.values(), *PATTERNS.values(), "no-email", "no-value", "missing", "empty", "unknown-key", "no-kind"}
    codes |= {f"file-{reason.code}" for reason in Unfit.__subclasses__()} - {"file-captions"}
    found = re.findall(r'CaptionFault\([^"]*"(\w+)"', Path(webvtt.__file__).read_text(encoding="utf-8"))
    codes |= {f"captions-{code}" for code in found}
    assert codes == {code.partition(":")[0] for code in SENTENCES}
