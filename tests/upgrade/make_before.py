"""Make `before.json.gz`: a thousand enrollments as the code of commit 353c8d9 wrote them, and what it judged of them.

It was run once, with that code, on SQLite, and is kept to show how the rows came about:

    git worktree add ../before 353c8d9 && cd ../before && ln -s ../main/.venv .venv
    export CREDENCE_DEMO=true CREDENCE_VAR=$(mktemp -d) PYTHONPATH=src:.
    .venv/bin/python ../main/tests/upgrade/make_before.py FILE

Everything goes by that code's own actions: courses are imported from folders (`old_courses`), people say who they are,
enroll, are shown the front matter, study, hand in, evaluate, claim; staff take back, correct, close and withdraw. A
seeded chance decides how far each comes and on which day, the moment is an argument of every action, and random names
are drawn from the same chance: the same code makes the same file. Left out are letters, orders and the words of the
catalog's search. Most certificates have no document yet, which the code allowed until the worker drew it.
"""

import datetime as dt
import gzip
import json
import os
import random
import secrets
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from credence.journey.closing import close as close_account  # noqa: E402
from credence.journey.closing import erase_expired  # noqa: E402
from credence.publishing.importing import import_folders  # noqa: E402
from django.apps import apps  # noqa: E402 - Django's settings come first
from django.core.management import call_command  # noqa: E402
from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from old_courses import editions, write_course, write_providers  # noqa: E402

from credence.accounts.actions import ProfileData, create_account, save_profile  # noqa: E402
from credence.accounts.enums import Profession  # noqa: E402
from credence.accounts.models import User  # noqa: E402
from credence.assessment.actions import HandInRefused, hand_in  # noqa: E402
from credence.assessment.models import Posttest  # noqa: E402
from credence.catalog.actions import withdraw_credit  # noqa: E402
from credence.catalog.models import Course  # noqa: E402
from credence.credit.actions import AwardRefused, award, complete_certificate, reissue, revoke  # noqa: E402
from credence.credit.models import Certificate  # noqa: E402
from credence.credit.queries import OfferVerdict, verdicts_for, verdicts_for_many, verification_of  # noqa: E402
from credence.enrollment.actions import NotOpen, close, enroll, show_front_matter  # noqa: E402
from credence.enrollment.models import Enrollment  # noqa: E402
from credence.evaluation.actions import respond  # noqa: E402
from credence.evaluation.queries import form_asked, forms_for  # noqa: E402
from credence.progress.actions import finish_text, open_chapter, record_beat  # noqa: E402
from credence.progress.rules import Beat  # noqa: E402

NOW = dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
MOMENTS = (
    NOW,
    dt.datetime(2026, 10, 1, 3, 59, 30, tzinfo=dt.UTC),  # half a minute before midnight in New York
    dt.datetime(2029, 1, 1, 12, tzinfo=dt.UTC),  # all of it is over
)
PEOPLE, DRAWN = 400, 4
COMMON = ("physician", "radiologic-technologist", "nurse")
SHARES = {"long-ago": 60, "begins-in-autumn": 60, "three-editions": 60}
"""How many begin with an edition, if not seventy: a thousand together."""

WITHIN = {"long-ago": 1000, "over-in-march": 85, "begins-in-autumn": 40, "three-editions": 45}
"""Days from publication in which they begin, if not 150."""

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
LEFT_OUT = {"catalog.Words", "catalog.Term", "outbox.Letter"}
GIVEN = ("Aïcha", "Bo", "Дарья", "陽子", "محمد", "Ólafur", "Ngozi", "Mary Ann", "ศิริ", "Zoë")
FAMILY = ("Smith", "García-López", "Иванова", "田中", "الحسن", "Þórsson", "Okafor", "O’Neil", "สุข", "Nguyễn")
SCORES = (0.3, 0.5, 0.65, 0.7, 0.7, 0.72, 0.75, 0.75, 0.8, 0.85, 0.9, 1.0)
NUMBERS = {"npi": "1234567893", "arrt": "", "nmtcb": "", "ardms": "", "nabp": "", "nccpa": ""}
LICENSED = {"physician", "resident", "nurse", "pharmacist", "dentist", "radiologic-technologist", "physician-associate"}

chance = random.Random(353)  # noqa: S311 - nothing here is secret, and all of it is to come about again
secrets.choice = chance.choice  # type: ignore[assignment]
secrets.token_urlsafe = lambda count=16: chance.randbytes(count).hex()[:22]  # type: ignore[assignment,misc]
done: Counter[str] = Counter()


def person(number: int) -> User:
    """Open an account; nearly everybody says who they are, with one profession or two, and more or fewer numbers."""
    opened = dt.datetime(2018, 1, 2, tzinfo=dt.UTC) + (number % 3) * DAY
    name = f"learner{number}"
    user = create_account(username=name, email=f"{name}@example.org", password=name, by=name, now=opened)
    User.objects.filter(pk=user.pk).update(password="!")
    say_who(user, some_professions(), opened)
    return user


def some_professions() -> list[str]:
    """Return one profession, of one in four people two; three of four hold one of the common ones."""
    first = chance.choice(COMMON if chance.random() < 0.75 else Profession.values)
    return sorted({first, chance.choice(Profession.values)}) if chance.random() < 0.25 else [first]


def say_who(user: User, professions: list[str], when: dt.datetime) -> None:
    """Save a profile; a birthday in three of four, each number of the professions in four of five."""
    birthday = {"birth_month": chance.randint(1, 12), "birth_day": chance.randint(1, 28)}
    fields = {
        "given_name": GIVEN[user.pk % 10],
        "family_name": FAMILY[user.pk // 10 % 10],
        "city": "Boston",
        "region": "MA",
        "country": ("US", "US", "DE")[user.pk % 3],
        "credentials": ("", "MD")[user.pk % 2],
        **(birthday if chance.random() < 0.75 else {}),
    }
    data = ProfileData(fields=fields, professions=professions, identifiers=numbers(user, professions))
    save_profile(user=user, data=data, by=user.username, now=when)


def numbers(user: User, professions: list[str]) -> list[tuple[str, str, str]]:
    """Return the identifiers that a person gives."""
    kinds = {
        "physician": ["npi"],
        "radiologic-technologist": ["arrt"],
        "pharmacist": ["nabp"],
        "sonographer": ["ardms"],
    }
    found = [(kind, "", NUMBERS[kind] or str(100000 + user.pk)) for each in professions for kind in kinds.get(each, [])]
    if LICENSED & set(professions):
        found.append(("state-licence", chance.choice(["MA", "CA", "FL"]), f"A{user.pk}"))
    return [each for each in found if chance.random() < 0.8]


def publish() -> None:
    """Import every edition on its day, and let people begin with it; the last import moves a provider (R21)."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        write_providers(tree, Path("demo/providers"))
        for day, slug, said in editions():
            write_course(tree, slug, day, said)
            paths = [tree] if day.year == 2018 or slug == "for-physicians" else [tree / "courses" / slug]
            import_folders(paths, by="maker", now=dt.datetime.combine(day, dt.time(13), dt.UTC))
            attend(slug, dt.datetime.combine(day, dt.time(13), dt.UTC))
        write_providers(tree, Path("demo/providers"), address="2 Main St, Boston, MA 02101")
        import_folders([tree / "providers" / "lakeside"], by="maker", now=NOW - 60 * DAY)


def attend(slug: str, since: dt.datetime) -> None:
    """Let people begin with an edition while it is the current one; at most a dozen days lie between two steps."""
    course = Course.objects.get(slug=slug)
    there = set(course.enrollments.values_list("learner_id", flat=True))
    others = VETERANS + people[:30] if slug == "long-ago" else [each for each in people if each.pk not in there]
    for user in chance.sample(others, SHARES.get(slug, 70)):
        seconds = chance.randrange(86400, 86400 * WITHIN.get(slug, 150))
        with transaction.atomic():
            begin(user, course, since + dt.timedelta(seconds=seconds))


def begin(user: User, course: Course, when: dt.datetime) -> None:
    """Enroll and go on, as far as chance has it and the code lets."""
    course = Course.objects.select_related("current_version", "current_front_matter").get(pk=course.pk)
    try:
        enrollment = enroll(learner=user, course=course, by=user.username, now=min(when, NOW), is_paid=True)
    except NotOpen:
        return
    goes_on(enrollment, when)


def goes_on(enrollment: Enrollment, when: dt.datetime) -> None:
    """Do step after step with hours or days between, until the last that chance gives or the present is reached."""
    steps: tuple[Callable[[Enrollment, dt.datetime], bool], ...] = (see, study, test, evaluate, claim)
    for step in steps[: chance.choice((0, 1, 2, 3, 4, 5, 5, 5, 5, 5))]:
        when += chance.choice((20 * MINUTE, 3 * HOUR, 2 * DAY, 12 * DAY))
        if when > NOW or not step(enrollment, when):
            break
        done[step.__name__] += 1


def see(enrollment: Enrollment, when: dt.datetime) -> bool:
    """See the front matter; one in twenty does not."""
    shown = enrollment.course.current_front_matter
    if shown and chance.random() < 0.95:
        show_front_matter(enrollment=enrollment, front_matter=shown, now=when)
    return True


def study(enrollment: Enrollment, when: dt.datetime) -> bool:
    """Study every chapter, or leave out the last."""
    chapters = list(enrollment.version.chapters.select_related("file"))
    for at, chapter in enumerate(chapters[: None if chance.random() < 0.9 else -1]):
        moment = when + at * 2 * MINUTE
        open_chapter(enrollment=enrollment, chapter=chapter, now=moment)
        if chapter.kind == "text":
            finish_text(enrollment=enrollment, chapter=chapter, now=moment)
        elif chapter.kind == "video":
            watch(enrollment, chapter, moment)
    return True


def watch(enrollment: Enrollment, chapter: Any, when: dt.datetime) -> None:
    """Watch a short film, and think about it for the minute that the course asks for."""
    for took, end, stopped in ((0, 0, False), (61_000, chapter.file.duration_ms, True)):
        beat = Beat(player="maker", took_ms=took, played=(0, end), stopped=stopped)
        record_beat(enrollment=enrollment, chapter=chapter, beat=beat, now=when + took * dt.timedelta(milliseconds=1))


def test(enrollment: Enrollment, when: dt.datetime) -> bool:
    """Hand in once, twice or thrice, with results of every kind."""
    posttest = Posttest.objects.get(version=enrollment.version_id)
    keys = list(posttest.questions.values_list("key", flat=True))
    for again in range(chance.choice((1, 1, 2, 3))):
        right = round(chance.choice(SCORES) * len(keys))
        answers = {key: ["a" if at < right else "b"] for at, key in enumerate(keys)}
        page, moment = uuid.UUID(bytes=chance.randbytes(16)), min(when + again * DAY, NOW)
        try:
            hand_in(enrollment=enrollment, posttest=posttest, answers=answers, submission_key=page, now=moment)
        except HandInRefused as refusal:
            done[refusal.code] += 1
            break
    return True


def evaluate(enrollment: Enrollment, when: dt.datetime) -> bool:
    """Fill in every form, or all but the first; in one of five the last answer comes days after the test."""
    forms = forms_for(enrollment)[0 if chance.random() < 0.9 else 1 :]
    for due in forms:
        items = form_asked(due.form, enrollment.version).items
        answers = {each.key: answer(each) for each in items if each.required and each.key not in ("bias-text", "what")}
        late = chance.choice((0, 0, 0, 0, 9)) * DAY
        respond(enrollment=enrollment, form=due.form, answers=answers, now=min(when + late, NOW))
    return True


def answer(item: Any) -> Any:
    """Return an answer without a question behind it."""
    if item.kind == "grid":
        return {row.key: len(item.scale) for row in item.rows}
    return len(item.scale) if item.kind == "scale" else "no"


def claim(enrollment: Enrollment, when: dt.datetime) -> bool:
    """Claim what is due, the largest first; sometimes less than the most, sometimes one credit of several only."""
    for found in verdicts_for(enrollment, when):
        if chance.random() < 0.9:
            take(enrollment, found, when)
    return True


def take(enrollment: Enrollment, found: OfferVerdict, when: dt.datetime) -> None:
    """Claim one credit; what happens to an award afterwards comes with it."""
    claims = found.standard.self_claimed
    amount = chance.choice((found.offer.amount, Decimal("0.25"))) if claims else None
    try:
        given = award(
            enrollment=enrollment,
            offer=found.offer,
            claimed=amount,
            attested=claims,
            by=enrollment.learner.username,
            now=when,
        )
    except AwardRefused as refusal:
        done[refusal.code] += 1
        return
    done["award"] += 1
    later = min(when + 10 * DAY, NOW)
    if chance.random() < 0.08:
        reissue(award=given, name=f"Corrected {given.pk}", by="dana", reason="Misspelt", now=later)
    if chance.random() < 0.08:
        revoke(award=given, by="dana", reason="Given by mistake", now=later)


def afterwards() -> None:
    """Withdraw, close, tick other professions, see the renewed front matter, and draw a few certificates."""
    withdraw_credit(course=Course.objects.get(slug="withdrawn"), by="dana", reason="Recalled", now=NOW - 40 * DAY)
    for enrollment in Enrollment.objects.order_by("pk").select_related("course", "learner"):
        if chance.random() < 0.04:
            close(enrollment=enrollment, reason="The money went back", by="dana", now=NOW - DAY)
        elif enrollment.course.slug == "three-editions" and chance.random() < 0.5:
            see(enrollment, NOW - DAY)
    for user in chance.sample(people, 40):
        say_who(user, some_professions(), NOW - DAY)
    for user in [*chance.sample(people, 25), *VETERANS[:10]]:
        close_account(user=user, by=user.username, now=NOW - HOUR)
    done["erased"] = erase_expired(now=NOW)
    waiting = Certificate.objects.order_by("pk").filter(award__credit_type__in=("ama-pra-1", "arrt-a", "ancc"))
    for certificate in list(waiting)[:: max(1, waiting.count() // DRAWN)][:DRAWN]:
        complete_certificate(certificate=certificate)


class Plain(DjangoJSONEncoder):
    """Moments to the microsecond, and uuids and amounts as text."""

    def default(self, o: Any) -> Any:
        """Write a moment as it is; all else as Django does."""
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


def rows() -> dict[str, Any]:
    """Return all rows of our models, with their columns, by model."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        name = f"{model._meta.app_label}.{model._meta.object_name}"
        if model.__module__.startswith("credence.") and name not in LEFT_OUT and model._default_manager.exists():
            columns = [each.attname for each in model._meta.concrete_fields]
            fields = model._meta.concrete_fields
            found[name] = {
                "columns": columns,
                "rows": [[plain(f, each) for f in fields] for each in model._default_manager.order_by("pk")],
            }
    return found


def plain(field: Any, row: Any) -> Any:
    """Return a value as JSON keeps it: bytes and files as text, all else as it is."""
    value = field.value_from_object(row)
    binary = field.get_internal_type() in ("BinaryField", "FileField")
    return field.value_to_string(row) if binary and value is not None else value


def verdicts(moment: dt.datetime) -> list[Any]:
    """Return enrollment, offer, what is due, the day of completion and what is missing, of every pair."""
    enrollments = Enrollment.objects.select_related("course", "version").order_by("pk")
    return [
        [
            pk,
            each.offer.pk,
            each.verdict.due,
            each.verdict.completed_on,
            [[s.code, s.data] for s in each.verdict.shortfalls],
        ]
        for pk, found in verdicts_for_many(enrollments, moment).items()
        for each in sorted(found, key=lambda one: one.offer.pk)
    ]


def verified() -> dict[str, Any]:
    """Return what anybody is told of each certificate, by its code."""
    codes = Certificate.objects.order_by("pk").values_list("code", flat=True)
    found = {code: verification_of(code, NOW) for code in codes}
    names = ("name", "course", "completed_on", "amount", "provider", "status", "since")
    return {
        code: {**{name: getattr(each, name) for name in names}, "type": each.type.code}
        for code, each in found.items()
        if each
    }


def before() -> dict[str, Any]:
    """Return all that is kept: the rows, the migrations that they fit, and what was judged and verified of them."""
    heads = sorted(MigrationLoader(connection).graph.leaf_nodes())
    judged = [[each, verdicts(each)] for each in MOMENTS]
    return {"heads": heads, "rows": rows(), "now": NOW, "judged": judged, "verified": verified()}


call_command("migrate", verbosity=0)
everybody = [person(number) for number in range(PEOPLE)]
VETERANS, people = everybody[:30], everybody[30:]  # who took the course of long ago and no other
publish()
afterwards()
text = json.dumps(before(), cls=Plain, separators=(",", ":"), ensure_ascii=False)
Path(sys.argv[1]).write_bytes(gzip.compress(text.encode(), mtime=0))
print(Enrollment.objects.count(), dict(done))  # noqa: T201 - what came about
