"""Checking a manuscript never raises, publishing a flawless one never fails, and writing one loses nothing."""

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from credence.catalog.models import Course
from credence.evaluation.models import EvaluationForm
from credence.kit.text import normal
from credence.media.rules.webvtt import Cue
from credence.publishing.folder.exporting import course_texts, provider_texts
from credence.publishing.folder.loading import load
from credence.publishing.manuscript.actions import Flawed, publish, publish_provider
from credence.publishing.manuscript.carrying import from_json, to_json
from credence.publishing.manuscript.checking import check, check_provider
from credence.publishing.manuscript.document import Files, Manuscript, manuscript_of, provider_manuscript_of
from credence.publishing.manuscript.queries import known_here, published_manuscript
from credence.publishing.manuscript.schemas import schema_files
from credence.publishing.wording import sentence
from tests.publishing.manuscripts import COURSE, EXPIRES, POSTTEST, RELEASED, TODAY, changed, known, manuscript

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NOW = dt.datetime(2026, 1, 15, 15, tzinfo=dt.UTC)
ANY_TEXT = st.text(max_size=40)
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r"), min_size=1, max_size=80
).filter(normal)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
PROVIDER = {
    "slug": "riverside",
    "name": "Riverside Medical Center",
    "short_name": "Riverside",
    "address": "1 Main St",
    "email": "cme@riverside.example",
    "time_zone": "America/New_York",
    "signatory": {"name": "Dana Reyes, MD", "title": "Director"},
    "accreditations": [{"body": "ACCME", "from": "2020-01-01"}],
    "statements": [
        {"kind": "accreditation", "text": "[provider] is accredited by the ACCME."},
        {"kind": "designation", "credit_type": "ama-pra-1", "text": "[provider] designates it."},
    ],
}
FORM = {"title": "Evaluation", "items": [{"key": "more", "kind": "text", "text": "What else?"}]}


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return every place in a document."""
    if isinstance(value, dict):
        return [place, *(each for key, inner in value.items() for each in places(inner, (*place, key)))]
    if isinstance(value, list):
        return [place, *(each for at, inner in enumerate(value) for each in places(inner, (*place, at)))]
    return [place]


@st.composite
def spoiled(draw: st.DrawFn, document: Any) -> Any:
    """Draw a document of which some places hold anything at all."""
    found = copy.deepcopy(dict(document))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(found)))
        if not place:
            return draw(JSON)
        inner: Any = found
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = draw(JSON)
    return found


@SLOW
@given(spoiled(COURSE), spoiled(POSTTEST))
def test_checking_a_course_never_raises_and_words_every_flaw(course: Any, posttest: Any) -> None:
    for flaw in check(manuscript_of(course, posttest), known(), TODAY):
        assert sentence(flaw) != ""
    for flaw in check(from_json({"course": course, "posttest": posttest, "texts": course}), known(), TODAY):
        assert sentence(flaw) != ""


@SLOW
@given(spoiled(PROVIDER), spoiled(FORM), JSON)
def test_checking_a_provider_never_raises_and_words_every_flaw(provider: Any, form: Any, approvers: Any) -> None:
    for flaw in check_provider(provider_manuscript_of(provider, {"cme": form}, approvers)):
        assert sentence(flaw) != ""


@SLOW
@given(st.dates(), st.dates(), st.dates(), st.dates())
def test_no_day_is_too_odd_to_be_judged(
    released: dt.date, expires: dt.date, disclosed: dt.date, today: dt.date
) -> None:
    dates = {"released": released.isoformat(), "expires": expires.isoformat()}
    changes = [(("dates",), dates), (("faculty", 0, "disclosed_on"), disclosed.isoformat())]
    for flaw in check(manuscript(*changes), known(), max(today, dt.date(1900, 1, 1))):
        assert sentence(flaw) != ""


@st.composite
def sound(draw: st.DrawFn) -> Manuscript:
    """Draw a manuscript that keeps the rules, whatever its texts say."""
    minutes = draw(st.integers(2, 16)) * 15
    amount = f"{minutes / 60:.2f}"
    course = changed(
        COURSE,
        *[((name,), draw(TEXT)) for name in ("description", "audience", "references")],
        (("title",), draw(TEXT)),
        (("estimated_minutes",), minutes),
        (("chapters", 0, "minutes"), 1),
        (("chapters", 0, "extra"), {"minutes": minutes - 8, "reason": draw(TEXT)}),
        (("credit",), draw(st.sampled_from([[], [{**COURSE["credit"][0], "amount": amount}]]))),
        (("participation",), draw(st.booleans())),
        (("joint_provider",), draw(st.none() | TEXT.map(lambda name: {"name": name, "kind": "eligible"}))),
        (("faculty", 0, "name"), draw(TEXT)),
        (("price", "amount"), draw(st.decimals(0, 999999, places=2).map(str))),
        (("dates", "expires"), draw(st.sampled_from([EXPIRES, "2029-01-14"]))),
    )
    questions = draw(st.lists(TEXT, min_size=1, max_size=3, unique_by=lambda text: " ".join(text.casefold().split())))
    posttest = {
        "instructions": draw(TEXT),
        "questions": [
            {**POSTTEST["questions"][0], "key": f"q{at}", "stem": stem, "explanation": draw(TEXT)}
            for at, stem in enumerate(questions)
        ],
    }
    return manuscript_of(course, posttest, Files(texts={"text.md": draw(TEXT)}))


@pytest.mark.django_db
@SLOW
@given(sound())
def test_publishing_a_flawless_manuscript_never_fails_and_it_can_be_read_back(drawn: Manuscript) -> None:
    with transaction.atomic():
        publish_provider(provider_manuscript_of(PROVIDER, {"cme": FORM}), by="dana", now=NOW)
        flaws = check(drawn, known_here(), TODAY)
        try:
            outcome = publish(drawn, by="dana", now=NOW)
        except Flawed:
            assert any(flaw.blocks for flaw in flaws)
        else:
            assert not any(flaw.blocks for flaw in flaws)
            version = Course.objects.get(slug=outcome.slug).current_version
            assert version
            read = published_manuscript(version)
            assert (read.course, read.posttest, read.files) == (drawn.course, drawn.posttest, drawn.files)
            assert publish(read, by="dana", now=NOW).result == "unchanged"
        transaction.set_rollback(True)
    assert not EvaluationForm.objects.exists()


@SLOW
@given(sound())
def test_what_is_written_to_a_folder_is_read_back(drawn: Manuscript) -> None:
    texts = course_texts(drawn, "x")
    assert texts.pop("x/text.md") == drawn.files.texts["text.md"]
    course, posttest = (load(texts[f"x/{name}"].encode(), name) for name in ("course.yaml", "posttest.yaml"))
    assert (course[1], posttest[1]) == ([], [])
    read = manuscript_of(course[0].data, posttest[0].data, drawn.files)
    assert (read.course, read.posttest) == (drawn.course, drawn.posttest)


@SLOW
@given(sound())
def test_a_manuscript_is_the_same_after_a_way_as_json(drawn: Manuscript) -> None:
    there = json.loads(json.dumps(to_json(drawn)))
    Draft202012Validator(json.loads(schema_files()["manuscript.schema.json"])).validate(there)
    assert from_json(there) == drawn


def test_files_and_captions_go_along_as_json() -> None:
    files = manuscript().files
    cues = {"a.vtt": (Cue(0, 1500, " Good\nmorning. ", 3),)}
    film = json.loads(json.dumps(to_json(manuscript())))
    film["files"] = {"a.vtt": {"kind": "captions", "sha256": "1" * 64, "size": 9, "content_type": "text/vtt"}}
    film["files"]["a.vtt"]["cues"] = [{"start_ms": 0, "end_ms": 1500, "text": " Good\nmorning. ", "line": 3}]
    read = from_json(film)
    assert (read.files.cues, read.files.texts, read.flaws) == (cues, files.texts, ())
    assert to_json(read) == film


def test_a_provider_written_to_a_folder_is_read_back() -> None:
    provider = provider_manuscript_of(PROVIDER, {"cme": FORM}, {"approvers": [{"name": "ASRT", "rceem_plus": True}]})
    texts = provider_texts(provider, "x")
    data = {name: load(text.encode(), name)[0].data for name, text in texts.items()}
    again = provider_manuscript_of(
        data["x/provider.yaml"], {"cme": data["x/evaluations/cme.yaml"]}, data["x/approvers.yaml"]
    )
    assert again == provider


@pytest.mark.django_db
def test_a_manuscript_that_blocks_is_not_published(tmp_path: Path) -> None:
    publish_provider(provider_manuscript_of(PROVIDER, {"cme": FORM}), by="dana", now=NOW)
    late = manuscript((("dates",), {"released": RELEASED, "expires": "2029-01-15"}))
    with pytest.raises(Flawed) as refusal:
        publish(late, by="dana", now=NOW)
    assert "expiry-too-late" in [flaw.code for flaw in refusal.value.flaws]
    with pytest.raises(Flawed):
        publish(manuscript_of({}, POSTTEST), by="dana", now=NOW)
    assert not Course.objects.exists()
