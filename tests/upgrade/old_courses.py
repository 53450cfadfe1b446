"""Thirteen courses as folders of format 1, in their editions: what `make_before` imports, each at its day."""

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.media.clips import make_captions, make_pdf, make_video

ZONES = {"riverside": "America/New_York", "lakeside": "America/Los_Angeles", "harbor": "Pacific/Auckland"}
FORMS = {"riverside": "cme-2026", "lakeside": "team-2026", "harbor": "cme-2026"}
SUMMER, LAST = "2026-09-30", "2028-12-31"
"""The evening on which much ends, to be judged half a minute before midnight in New York; and the last day of all."""

AMA: dict[str, Any] = {"type": "ama-pra-1", "amount": "1.00"}
ARRT: dict[str, Any] = {
    "type": "arrt-a",
    "amount": "1.00",
    "category": "A",
    "approver": "ASRT",
    "reference_number": "MAE0123456",
}
A_PLUS = {**ARRT, "amount": "1.25", "category": "A+", "rceem_plus": True, "evaluation_required": False}
ANCC: dict[str, Any] = {"type": "ancc", "amount": "0.83"}
HOURS: dict[str, Any] = {"type": "participation", "amount": "1.00"}
UNASKED = {"evaluation_required": False}

Edition = tuple[str, dict[str, Any]]
"""The day of import, and what this edition says otherwise than the first."""

COURSES: Mapping[str, tuple[Edition, ...]] = {
    "for-physicians": (("2026-01-05", {"credit": [AMA], "requirements": {"pass_mark": 70, "attempts": None}}),),
    "ama-and-arrt": (
        ("2026-01-05", {"credit": [{**AMA, "amount": "1.50"}, ARRT], "estimated_minutes": 90, "questions": 20}),
    ),
    "a-plus": (("2026-01-05", {"credit": [A_PLUS, HOURS], "requirements": {"pass_mark": 60, "attempts": 3}}),),
    "for-the-team": (
        (
            "2026-01-06",
            {"credit": [AMA, ARRT, {**ANCC, "provider": "lakeside"}, {**HOURS, **UNASKED}], "questions": 15},
        ),
    ),
    "for-nurses": (("2026-01-06", {"provider": "lakeside", "credit": [ANCC, {**HOURS, **UNASKED}], "questions": 7}),),
    "no-credit-body": (("2026-01-07", {"provider": "harbor", "credit": [{**HOURS, **UNASKED}], "questions": 4}),),
    "over-in-march": (("2026-01-08", {"credit": [AMA, ARRT, HOURS], "last": "2026-03-31", "questions": 20}),),
    "begins-in-autumn": (("2026-05-20", {"credit": [AMA, ARRT], "first": "2026-09-01"}),),
    "withdrawn": (("2026-01-09", {"credit": [AMA, {**ANCC, "amount": "1.00"}, HOURS]}),),
    "three-editions": (
        ("2026-01-12", {"credit": [AMA, ARRT], "questions": 20}),
        ("2026-03-02", {"credit": [AMA, {**ARRT, "pass_mark": 85}], "questions": 20}),
        ("2026-05-04", {"credit": [AMA, ARRT, HOURS], "ties": ["Acme Imaging"], "price": {"amount": "45.00"}}),
    ),
    "own-marks": (
        (
            "2026-01-13",
            {
                "credit": [
                    {**AMA, "pass_mark": 80, "attempts": 2},
                    {**ARRT, "pass_mark": 85, "attempts": 1},
                    {**ANCC, "pass_mark": 65},
                    HOURS,
                ],
                "requirements": {"pass_mark": 60, "attempts": 3},
                "questions": 20,
            },
        ),
    ),
    "watched": (
        (
            "2026-01-14",
            {
                "provider": "harbor",
                "joint_provider": "Harbor Simulation Guild",
                "credit": [AMA, {**ARRT, "provider": "riverside"}, {**HOURS, "provider": "lakeside", **UNASKED}],
                "last": SUMMER,
                "requirements": {"pass_mark": 75, "attempts": 3, "study_percent": 80, "study_minutes": 1},
                "media": True,
                "price": {"amount": "120.00"},
            },
        ),
    ),
    "long-ago": (
        (
            "2018-03-01",
            {"credit": [AMA, {**ANCC, "amount": "1.00"}], "first": "2018-03-01", "last": "2020-12-31"},
        ),
    ),
}


def editions() -> Iterator[tuple[dt.date, str, dict[str, Any]]]:
    """Yield the day of import, the slug and the contents of every edition, the earliest first."""
    found = [
        (dt.date.fromisoformat(day), slug, {**versions[0][1], **said})
        for slug, versions in COURSES.items()
        for day, said in versions
    ]
    yield from sorted(found, key=lambda each: (each[0], each[1]))


def write_providers(tree: Path, demo: Path, address: str = "") -> None:
    """Write three providers, whose days begin at three times: two of the demo, and one like the first."""
    for slug, zone in ZONES.items():
        source = demo / ("lakeside" if slug == "lakeside" else "riverside")
        shutil.copytree(source, tree / "providers" / slug, dirs_exist_ok=True)
        said = yaml.safe_load((source / "provider.yaml").read_text("utf-8"))
        said |= {"slug": slug, "time_zone": zone}
        if slug == "harbor":
            said |= {"name": "Harbor Teaching Hospital", "short_name": "Harbor", "provider_numbers": {}}
        if address:
            said["address"] = address
        _write(tree / "providers" / slug / "provider.yaml", said)


def write_course(tree: Path, slug: str, day: dt.date, said: dict[str, Any]) -> None:
    """Write one edition of a course, in place of an earlier one."""
    folder = tree / "courses" / slug
    shutil.rmtree(folder, ignore_errors=True)
    first, last = said.get("first", day.isoformat()), said.get("last", LAST)
    provider = said.get("provider", "riverside")
    credit = [_offer(each, day, first, last) for each in said["credit"]]
    asked = sorted({provider, *(each.get("provider", provider) for each in credit)})
    chapters = _chapters(folder, with_media=said.get("media", False))
    course = {
        "format": 1,
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "summary": "What to do, and why.",
        "description": "What to do.",
        "audience": "The team.",
        "provider": provider,
        "joint_provider": said.get("joint_provider", ""),
        "format_of_learning": "enduring-material",
        "media": "Text",
        "estimated_minutes": said.get("estimated_minutes", 60),
        "topics": ["radiology"],
        "dates": {"released": first, "expires": min(last, f"{int(first[:4]) + 2}-12-31")},
        "price": said.get("price", {"amount": "0.00"}),
        "requirements": said.get("requirements", {"pass_mark": 70, "attempts": 3}),
        "objectives": [{"key": "recognize", "text": "Recognize it."}, {"key": "treat", "text": "Treat it."}],
        "faculty": [_person(day, said.get("ties", []))],
        "commercial_support": [],
        "chapters": chapters,
        "credit": credit,
        "references": "1. A source.",
        "evaluations": [{"provider": each, "form": FORMS[each]} for each in asked],
    }
    _write(folder / "course.yaml", course)
    _write(folder / "posttest.yaml", {"questions": [_question(at) for at in range(said.get("questions", 10))]})


def _offer(said: dict[str, Any], day: dt.date, first: str, last: str) -> dict[str, Any]:
    last = min(last, f"{int(first[:4]) + 2}-12-31")
    return {**said, "certified_on": min(day.isoformat(), first), "valid": {"from": first, "to": last}}


def _person(day: dt.date, companies: list[str]) -> dict[str, Any]:
    ties = [
        {"company": each, "nature": "Consultant", "relevant": True, "mitigation": "A peer without ties read it."}
        for each in companies
    ]
    disclosed = day - dt.timedelta(days=30)
    said = {"key": "chen", "name": "Mei Chen", "credentials": "MD", "role": "author"}
    return {**said, "affiliation": "Riverside", "disclosed_on": disclosed.isoformat(), "disclosures": ties}


def _chapters(folder: Path, *, with_media: bool) -> list[dict[str, Any]]:
    text = {"slug": "read", "kind": "text", "title": "Read", "file": "chapters/read.md", "minutes": 20}
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters/read.md").write_text("Read *me*.", encoding="utf-8")
    if not with_media:
        more = {"slug": "more", "kind": "text", "title": "More", "file": "chapters/more.md", "minutes": 20}
        (folder / "chapters/more.md").write_text("And *more*.", encoding="utf-8")
        return [text, more]
    make_video(folder / "chapters/watch.mp4")
    make_captions(folder / "chapters/watch.vtt")
    make_pdf(folder / "chapters/leaf.pdf")
    watch = {"slug": "watch", "kind": "video", "title": "Watch", "minutes": 20}
    files = {"file": "chapters/watch.mp4", "captions": "chapters/watch.vtt"}
    leaf = {"slug": "leaf", "kind": "pdf", "title": "Leaf through", "file": "chapters/leaf.pdf", "minutes": 5}
    return [{**watch, **files}, leaf, text]


def _question(at: int) -> dict[str, Any]:
    options = [{"key": "a", "text": f"Yes, {at}", "correct": True}, {"key": "b", "text": f"No, {at}"}]
    said = {"key": f"q{at + 1}", "kind": "single", "stem": f"Is it {at}?", "options": options}
    return {**said, "objective": ("recognize", "treat")[at % 2], "taught_in": {"chapter": "read"}}


def _write(path: Path, said: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
