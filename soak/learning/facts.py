"""What the database holds at the end of a run, read by SQL alone: not by the code that is being judged."""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

Rows = list[dict[str, Any]]

AWARDS = """
SELECT a.id, u.username, c.slug, a.content, a.credit_type, a.period, a.amount, a.awarded_at, a.enrollment_id,
       e.version_id, o.pass_mark, o.attempt_limit, o.evaluation_required, o.provider_id
FROM credit_award a
JOIN accounts_user u ON u.id = a.learner_id
JOIN catalog_course c ON c.id = a.course_id
JOIN enrollment_enrollment e ON e.id = a.enrollment_id
JOIN catalog_creditoffer o ON o.id = a.offer_id
WHERE NOT EXISTS (SELECT 1 FROM credit_revocation r WHERE r.in_force_id = a.id)
ORDER BY a.id
"""
NUMBERS = """
SELECT n.award_id, n.number_id, a.content, a.credit_type, a.period
FROM credit_awardnumber n JOIN credit_award a ON a.id = n.award_id
WHERE n.number_id IS NOT NULL AND n.taken_back_at IS NULL
"""
SHOWINGS = "SELECT enrollment_id, MIN(shown_at) AS at FROM enrollment_frontmattershowing GROUP BY enrollment_id"
ATTEMPTS = """
SELECT t.enrollment_id, u.username, c.slug, t.number, t."right", t.total, t.submitted_at,
       (SELECT MAX(o.attempt_limit) FROM catalog_creditoffer o WHERE o.version_id = e.version_id) AS most,
       (SELECT COUNT(*) FROM catalog_creditoffer o WHERE o.version_id = e.version_id AND o.attempt_limit IS NULL)
       AS endless
FROM assessment_attempt t
JOIN enrollment_enrollment e ON e.id = t.enrollment_id
JOIN accounts_user u ON u.id = e.learner_id
JOIN catalog_course c ON c.id = e.course_id
"""
RESPONSES = """
SELECT r.enrollment_id, f.provider_id, u.username, c.slug, r.submitted_at
FROM evaluation_evaluationresponse r
JOIN evaluation_evaluationform f ON f.id = r.form_id
JOIN enrollment_enrollment e ON e.id = r.enrollment_id
JOIN accounts_user u ON u.id = e.learner_id
JOIN catalog_course c ON c.id = e.course_id
"""
CHAPTERS = """
SELECT e.id AS enrollment_id, u.username, c.slug, h.slug AS chapter, p.finished_at
FROM enrollment_enrollment e
JOIN accounts_user u ON u.id = e.learner_id
JOIN catalog_course c ON c.id = e.course_id
JOIN catalog_chapter h ON h.version_id = e.version_id
LEFT JOIN progress_chapterprogress p ON p.enrollment_id = e.id AND p.chapter_id = h.id
"""
CERTIFICATES = """
SELECT f.award_id, f.public_id, f.code, f.sha256, f.pdf, u.username, u.email, v.title
FROM credit_certificate f
JOIN credit_award a ON a.id = f.award_id
JOIN accounts_user u ON u.id = a.learner_id
JOIN enrollment_enrollment e ON e.id = a.enrollment_id
JOIN catalog_courseversion v ON v.id = e.version_id
WHERE NOT EXISTS (SELECT 1 FROM credit_certificate g WHERE g.replaces_id = f.id)
"""
LETTERS = 'SELECT key, "to", subject, sent_at FROM outbox_letter'
PEOPLE = """
SELECT u.username, p.completed_at FROM accounts_user u LEFT JOIN accounts_profile p ON p.user_id = u.id
"""
ENROLLMENTS = """
SELECT e.id, u.username, c.slug FROM enrollment_enrollment e
JOIN accounts_user u ON u.id = e.learner_id JOIN catalog_course c ON c.id = e.course_id
"""


@dataclass(slots=True, kw_only=True)
class Facts:
    """The rows that the invariants are about; `certificates` have the hash of their bytes as `found`."""

    awards: Rows = field(default_factory=list)
    numbers: Rows = field(default_factory=list)
    showings: Rows = field(default_factory=list)
    attempts: Rows = field(default_factory=list)
    responses: Rows = field(default_factory=list)
    chapters: Rows = field(default_factory=list)
    certificates: Rows = field(default_factory=list)
    letters: Rows = field(default_factory=list)
    people: Rows = field(default_factory=list)
    enrollments: Rows = field(default_factory=list)


def read() -> Facts:
    """Return what is there now."""
    certificates = _rows(CERTIFICATES)
    for each in certificates:
        pdf = each.pop("pdf")
        each["found"] = hashlib.sha256(bytes(pdf)).hexdigest() if pdf else None
    return Facts(
        awards=_rows(AWARDS),
        numbers=_rows(NUMBERS),
        showings=_rows(SHOWINGS),
        attempts=_rows(ATTEMPTS),
        responses=_rows(RESPONSES),
        chapters=_rows(CHAPTERS),
        certificates=certificates,
        letters=_rows(LETTERS),
        people=_rows(PEOPLE),
        enrollments=_rows(ENROLLMENTS),
    )


def _rows(question: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(question)
        names = [column[0] for column in cursor.description]
        return [{name: _told(name, value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]


def _told(name: str, value: Any) -> Any:
    """Return a moment as one, with its zone, as SQLite tells it by a text."""
    if value is None or not (name == "at" or name.endswith("_at")):
        return value
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def is_settled() -> bool:
    """Return whether every letter was sent, every certificate drawn, and every step judged."""
    waiting = (
        "SELECT COUNT(*) AS count FROM outbox_letter WHERE sent_at IS NULL",
        "SELECT COUNT(*) AS count FROM credit_certificate WHERE pdf IS NULL",
        "SELECT COUNT(*) AS count FROM credit_steptaken",
    )
    return not any(_rows(question)[0]["count"] for question in waiting)


def credit_of(facts: Facts) -> dict[str, dict[str, list[Decimal]]]:
    """Return the amounts that each learner holds, by user name and course."""
    found: dict[str, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for award in facts.awards:
        found[award["username"]][award["slug"]].append(Decimal(str(award["amount"])).quantize(Decimal("0.01")))
    return found


def kept(facts: Facts) -> set[tuple[str, ...]]:
    """Return the database's side of what a site acknowledges, in the words of the journal."""
    found: set[tuple[str, ...]] = {("registered", each["username"]) for each in facts.people}
    found |= {("profile", each["username"]) for each in facts.people if each["completed_at"]}
    whose = {each["id"]: (each["username"], each["slug"]) for each in facts.enrollments}
    found |= {("enrolled", *both) for both in whose.values()}
    found |= {("front matter", *whose[each["enrollment_id"]]) for each in facts.showings}
    found |= {
        ("finished", each["username"], each["slug"], each["chapter"]) for each in facts.chapters if each["finished_at"]
    }
    found |= {("attempt", each["username"], each["slug"], f"{each['number']}") for each in facts.attempts}
    found |= {("evaluated", each["username"], each["slug"]) for each in facts.responses}
    found |= {("document", each["username"], each["sha256"]) for each in facts.certificates}
    for name, courses in credit_of(facts).items():
        found |= {("claimed", name, slug, f"{amount}") for slug, amounts in courses.items() for amount in amounts}
    return found
