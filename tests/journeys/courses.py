"""The courses of the journeys: the samples, free of charge, with a video of some seconds and fifteen questions."""

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from credence.media.gateway.ffmpeg import executable
from tests.publishing.samples import CONTRAST, HANDS, copy_samples, edit

SECONDS = 20
QUESTIONS = 15
CUES = (
    "Good morning.",
    "Hives come first.",
    "Listen to the lungs.",
    "Call for help early.",
    "Epinephrine goes into the thigh.",
)
ARCHIVE = "courses/contrast-archive"
DAY = dt.timedelta(days=1)
YEAR = 365 * DAY

CREDIT_OF_THE_SHORT_COURSE = """
credit:
  - type: participation
    amount: "0.25"
    certified_on: 2026-01-10
    valid: {from: 2026-01-15, to: 2027-01-14}
    evaluation_required: false
"""


def build_courses(tree: Path) -> Path:
    """Write the courses into the new folder `tree` and return it.

    `contrast-reactions` gives AMA at 70 % and ARRT at 75 %; `contrast-archive` is the same course, expired;
    `hand-washing` is a text.
    """
    copy_samples(tree)
    hands = tree / HANDS / "course.yaml"
    hands.write_text(hands.read_text(encoding="utf-8") + CREDIT_OF_THE_SHORT_COURSE, encoding="utf-8")
    course = tree / CONTRAST
    make_film(course / "chapters/01-recognize.mp4")
    (course / "chapters/01-recognize.vtt").write_text(captions(), encoding="utf-8")
    (course / "posttest.yaml").write_text(posttest(), encoding="utf-8")
    edit(course / "course.yaml", "price: {amount: 25, currency: USD}", "price: {amount: 0, currency: USD}")
    edit(course / "course.yaml", "study_minutes: 5", "study_minutes: 0")
    shutil.copytree(course, tree / ARCHIVE)
    edit(tree / ARCHIVE / "course.yaml", "slug: contrast-reactions", "slug: contrast-archive")
    today = dt.datetime.now(dt.UTC).date()
    for open_course in (course / "course.yaml", hands):
        date_course(open_course)
    _date(tree / ARCHIVE / "course.yaml", first=today - 2 * YEAR, last=today - 30 * DAY)
    return tree


def make_film(path: Path) -> None:
    """Write a noisy video of some megabytes, so that no browser takes it in one piece."""
    picture = f"testsrc=size=320x180:rate=10:duration={SECONDS},noise=alls=60:allf=t"
    sources = ["-f", "lavfi", "-i", f"sine=duration={SECONDS}", "-f", "lavfi", "-i", picture]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "8", "-g", "10", "-c:a", "aac", "-pix_fmt", "yuv420p"]
    quiet = [executable(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    subprocess.run(
        [*quiet, *sources, *codecs, "-shortest", "-bitexact", "-movflags", "+faststart", str(path)], check=True
    )


def captions() -> str:
    """Return the captions of the film, one every four seconds."""
    step = SECONDS // len(CUES)
    cues = [f"00:{n * step:02}.000 --> 00:{n * step + step:02}.000\n{text}\n" for n, text in enumerate(CUES)]
    return "\n".join(["WEBVTT\n", *cues])


def posttest() -> str:
    """Return fifteen questions; the right and the wrong choice of each say so to whoever takes the test here."""
    questions: list[dict[str, Any]] = [
        {
            "key": f"q{number}",
            "kind": "single",
            "stem": f"What helps patient {number}?",
            "objective": "recognize" if number <= QUESTIONS // 2 else "treat",
            "taught_in": {"chapter": "recognize", "at": "0:08"} if number <= QUESTIONS // 2 else {"chapter": "treat"},
            "options": [{"key": "a", "text": helps(number), "correct": True}, {"key": "b", "text": harms(number)}],
            "explanation": f"The guideline says so of patient {number}.",
        }
        for number in range(1, QUESTIONS + 1)
    ]
    questions[0]["picture"] = {"file": "images/ct-urticaria.png", "alt": "A wheal on skin"}
    return yaml.safe_dump({"shuffle_options": True, "questions": questions}, sort_keys=False)


def helps(number: int) -> str:
    """Return the right choice of a question."""
    return f"Epinephrine for patient {number}"


def harms(number: int) -> str:
    """Return the wrong choice of a question."""
    return f"Waiting with patient {number}"


def date_course(course: Path) -> None:
    """Let a course run from a year ago to a year from now."""
    today = dt.datetime.now(dt.UTC).date()
    _date(course, first=today - YEAR, last=today + YEAR)


def _date(course: Path, *, first: dt.date, last: dt.date) -> None:
    """Let a course and all its credit run from `first` through `last`."""
    text = course.read_text(encoding="utf-8")
    text = re.sub(r"dates: .*", f"dates: {{released: {first}, reviewed: {first}, expires: {last}}}", text)
    text = re.sub(r"valid: {[^}]*}", f"valid: {{from: {first}, to: {last}}}", text)
    text = re.sub(
        r"(certified_on|disclosed_on|role_began_on|mitigated_on|agreement_on): [\d-]+", rf"\1: {first - 30 * DAY}", text
    )
    course.write_text(text, encoding="utf-8")
