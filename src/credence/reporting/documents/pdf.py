"""The report as an accessible PDF, with everything it says attached as JSON."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from credence.kit import glyphs
from credence.kit.refusal import Refusal
from credence.kit.sheets import as_text
from credence.kit.typesetting import compile_pdf
from credence.reporting.documents.tables import (
    Table,
    all_tables,
    both,
    credit_name,
    credit_types,
    number_name,
    profession_name,
    professions,
    professions_named,
    providership,
    since_the_award,
    support,
    title_of,
    waiting_sentence,
)
from credence.reporting.queries.report import Activity, Report
from credence.reporting.queries.roster import Line, lines
from credence.reporting.rules.counting import Credit, Year

TEMPLATE = Path(__file__).resolve().parent / "templates" / "participation.typ"
LONGEST = 2_000
"""So many learners a document holds, on about 150 pages; more belong into a table or a workbook."""
LANGUAGE, REGION = "en", "US"
LOCALE = f"{LANGUAGE}_{REGION}"

Block = dict[str, Any]


class TooLong(Refusal):
    """There are more `learners` than a document can reasonably hold; `most` is how many it can."""

    code = "too-long"


def rendered(report: Report) -> bytes:
    """Return the report as PDF/A-3a and PDF/UA-1; the same report of the same moment gives the same bytes.

    Raises:
        TooLong: it lists more than `LONGEST` learners.
    """
    if report.learners > LONGEST:
        raise TooLong(learners=report.learners, most=LONGEST)
    with translation.override(f"{LANGUAGE}-{REGION.lower()}"):
        everything = {table.key: _plain(table, report.provider.time_zone) for table in all_tables(report)}
        return compile_pdf(TEMPLATE, _pages(report), source=everything, moment=report.made_at)


def _plain(table: Table, zone: str) -> Block:
    return {"headings": table.headings, "rows": [[as_text(cell, zone) for cell in row] for row in table.rows]}


def _pages(report: Report) -> Block:
    about = title_of(report, report.course.pk) if report.course else _("All courses")
    return {
        "paper": "letter" if report.provider.time_zone.startswith("America/") else "a4",
        "language": LANGUAGE,
        "region": REGION,
        "title": _("Participation report of %(provider)s: %(about)s")
        % {"provider": report.provider.name, "about": about},
        "heading": _("Participation and support"),
        "site": settings.ENV.site_name,
        "provider": glyphs.breakable(report.provider.name),
        "about": [glyphs.breakable(about), _period(report)],
        "figures": _figures(report),
        "chart": _chart(report),
        "years": _years(report),
        "blocks": [_block(make(report)) for make in (credit_types, professions)],
        "courses": _courses(report),
        "support": {**_block(support(report)), "nothing": _("No commercial support is on file.")},
        "learners": {
            "title": _("Learners"),
            "nothing": _("Nobody took part in this period."),
            "waiting": waiting_sentence(report.waiting),
            "headings": [_("Learner"), _("Course"), _("Took part"), _("Completed"), _("Credit"), _("Known as")],
            "rows": [_line(line, report) for line in lines(report.listed, report.provider.pk, report.period)],
        },
        "footer": _("Made on %(day)s") % {"day": _day(report.made_at.astimezone(ZoneInfo(report.provider.time_zone)))},
        "page": _("Page {page} of {pages}"),
        "source_name": "report.json",
        "source_description": _("Everything this report says, as data"),
    }


def _period(report: Report) -> str:
    days = {"first": _day(report.period.first, "long"), "last": _day(report.period.last, "long")}
    return _("From %(first)s through %(last)s") % days


def _figures(report: Report) -> list[tuple[str, str]]:
    return [
        (_("Took part: physicians"), _number(report.took_part.physicians)),
        (_("Took part: others"), _number(report.took_part.others)),
        (_("Completed: physicians"), _number(report.completed.physicians)),
        (_("Completed: others"), _number(report.completed.others)),
    ]


def _chart(report: Report) -> Block:
    """Return who took part by year as columns: heights are shares of the tallest."""
    most = max((year.took_part.total for year in report.years), default=0) or 1
    return {
        "title": _("Took part for the first time, by year"),
        "key": [_("Physicians"), _("Others")],
        "columns": [
            {
                "label": str(each.year),
                "total": _number(each.took_part.total),
                "shares": [each.took_part.physicians / most, each.took_part.others / most],
            }
            for each in report.years[-12:]
        ],
    }


def _groups() -> list[str]:
    return [_("Took part"), _("Cumulative"), _("Completed"), _("Cumulative")]


def _years(report: Report) -> Block:
    return {
        "title": _("By year"),
        "note": _("Cumulative figures run from the release to the end of the year, or to the last day of the period."),
        "groups": _groups(),
        "headings": [_("Year"), *([_("Physicians"), _("Others")] * 4)],
        "rows": [[str(each.year), *(_number(number) for number in _numbers(each))] for each in report.years],
    }


def _numbers(each: Year) -> list[int]:
    return both(each.took_part, each.took_part_to_date, each.completed, each.completed_to_date)


def _courses(report: Report) -> Block:
    """Return the figures that every course has; those of each credit type are in the attached data."""
    return {
        "title": _("Courses"),
        "groups": _groups(),
        "headings": [_("Course"), _("Released"), _("Expires"), _("Provided"), *([_("Physicians"), _("Others")] * 4)],
        "rows": [_course(each) for each in report.activities],
    }


def _course(each: Activity) -> list[str]:
    version = each.version
    counts = (each.took_part, each.took_part_to_date, each.completed, each.completed_to_date)
    facts = (glyphs.breakable(version.title), _day(version.released_on), _day(version.expires_on), providership(each))
    return [*facts, *(_number(number) for number in both(*counts))]


def _block(table: Table) -> Block:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    numeric = [isinstance(cell, int | Decimal) for cell in next(iter(table.rows), ())]
    return {"title": table.title, "headings": table.headings, "rows": rows, "numeric": numeric}


def _cell(cell: Any) -> str:
    match cell:
        case dt.date():
            return _day(cell)
        case Decimal():
            return format_decimal(cell, "#,##0.00", LOCALE)
        case int():
            return _number(cell)
    return glyphs.breakable(cell) if cell else ""


def _line(line: Line, report: Report) -> Block:
    numbers = [f"{number_name(each.kind)} {each}" for each in line.numbers]
    if line.birthday:
        numbers.append(_("Born %(month)02d/%(day)02d") % {"month": line.birthday[0], "day": line.birthday[1]})
    numbers += since_the_award(line, report.provider.time_zone)
    return {
        "name": glyphs.breakable(line.name) or _("Name no longer kept"),
        "professions": professions_named(line.professions) or profession_name(""),
        "course": glyphs.breakable(title_of(report, line.course)),
        "took_part": _day(line.took_part_on),
        "completed": _day(line.completed_on) if line.completed_on else "–",
        "credits": [_credit(each) for each in line.credits],
        "numbers": [glyphs.breakable(number) for number in numbers],
    }


def _credit(credit: Credit) -> Block:
    words = f"{credit_name(credit.type)} {_cell(credit.amount)}"
    withdrawn = _("withdrawn on %(day)s") % {"day": _day(credit.withdrawn_on)} if credit.withdrawn_on else ""
    return {"words": words, "withdrawn": withdrawn}


def _number(number: int) -> str:
    return format_decimal(number, "#,##0", LOCALE)


def _day(day: dt.date, style: str = "medium") -> str:
    return format_date(day, style, locale=LOCALE)
