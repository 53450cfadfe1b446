"""The report as tables of plain values, the same for every kind of file: what a page shows, and nothing else."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credence.accounts.enums import IdentifierKind, Profession
from credence.catalog.enums import LearningFormat
from credence.catalog.rules.credit_types import newest_types
from credence.credit.queries.identity import Numbered
from credence.kit.clock import day_in
from credence.kit.sheets import Cell
from credence.reporting.queries.report import Activity, Report
from credence.reporting.queries.roster import Line, lines
from credence.reporting.rules.counting import Count, Credit, Sum


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Headings and rows. `rows` may be read once, and reads the database as it goes."""

    key: str
    """What a file of it alone is called."""
    title: str
    headings: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]

    @property
    def lines(self) -> Iterator[Sequence[Cell]]:
        """The headings, and then the rows."""
        return chain([self.headings], self.rows)


def learners(report: Report) -> Table:
    """Return the list of learners, a row for each learner and course."""
    columns = _learner_columns(report)
    found = lines(report.listed, report.provider.pk, report.period)
    rows = ([cell(line) for _heading, cell in columns] for line in found)
    return Table(key="learners", title=_("Learners"), headings=tuple(each for each, _cell in columns), rows=rows)


def courses(report: Report) -> Table:
    """Return the figures of each course."""
    columns = _course_columns(report)
    rows: list[Sequence[Cell]] = [[cell(each) for _heading, cell in columns] for each in report.activities]
    return Table(key="courses", title=_("Courses"), headings=tuple(each for each, _cell in columns), rows=rows)


def years(report: Report) -> Table:
    """Return the figures of each year, cumulative ones beside them."""
    headings = [_("Year")]
    for title in (_("Took part"), _("Took part, cumulative"), _("Completed"), _("Completed, cumulative")):
        headings += [_("%(what)s: physicians") % {"what": title}, _("%(what)s: others") % {"what": title}]
    rows = [
        [each.year, *both(each.took_part, each.took_part_to_date), *both(each.completed, each.completed_to_date)]
        for each in report.years
    ]
    return Table(key="years", title=_("By year"), headings=tuple(headings), rows=rows)


def credit_types(report: Report) -> Table:
    """Return what was given of each credit type."""
    rows: list[Sequence[Cell]] = [[credit_name(each.type), each.awards, each.amount] for each in report.sums]
    headings = (_("Credit"), _("Awards"), _("Amount"))
    return Table(key="credit", title=_("Credit by type"), headings=headings, rows=rows)


def professions(report: Report) -> Table:
    """Return who took part by profession."""
    rows: list[Sequence[Cell]] = [[profession_name(code), count] for code, count in report.professions]
    return Table(key="professions", title=_("By profession"), headings=(_("Profession"), _("Took part")), rows=rows)


def support(report: Report) -> Table:
    """Return every agreement on commercial support."""
    titles = {each.pk: title_of(report, each.pk) for each in report.chosen}
    headings = (
        *(_("Supporter"), _("Course"), _("Kind"), _("Nature")),
        *(_("Amount"), _("Currency"), _("Agreement signed on")),
    )
    rows = [
        [
            *(gift.company, titles[gift.course], str(gift.kind.label), gift.nature),
            *(gift.amount, gift.currency if gift.amount is not None else "", gift.agreement_on),
        ]
        for gift in report.gifts
    ]
    return Table(key="support", title=_("Commercial support"), headings=headings, rows=rows)


def summary(report: Report) -> Table:
    """Return what the report is about, as pairs."""
    rows: list[Sequence[Cell]] = [
        [_("Accrediting provider"), report.provider.name],
        [_("Course"), title_of(report, report.course.pk) if report.course else _("All courses")],
        [_("First day"), report.period.first],
        [_("Last day"), report.period.last],
        [_("Took part: physicians"), report.took_part.physicians],
        [_("Took part: others"), report.took_part.others],
        [_("Completed: physicians"), report.completed.physicians],
        [_("Completed: others"), report.completed.others],
        [_("Lines of learners that wait: a number is in several accounts"), report.waiting],
    ]
    return Table(key="report", title=_("Report"), headings=(_("What"), _("Value")), rows=rows)


def all_tables(report: Report) -> tuple[Table, ...]:
    """Return every table of the report, the list of learners last."""
    return tuple(make(report) for make in (summary, years, credit_types, professions, courses, support, learners))


def title_of(report: Report, course: int) -> str:
    """Return the title of one of the report's courses."""
    found = next(each.current_version for each in report.courses if each.pk == course)
    return found.title if found else ""


def credit_name(code: str) -> str:
    """Return what a credit type is called."""
    return newest_types()[code].name


def profession_name(code: str) -> str:
    """Return what a profession is called."""
    return str(Profession(code).label) if code else _("Not on file")


def professions_named(codes: Collection[str]) -> str:
    """Return what somebody is, in words."""
    return "; ".join(profession_name(code) for code in Profession.values if code in codes)


def number_name(kind: str) -> str:
    """Return what a number is called where there is little room."""
    return str(IdentifierKind(kind).label).partition(" (")[0]


def group_name(*, is_physician: bool) -> str:
    """Return which of the two groups somebody counts in."""
    return _("Physician") if is_physician else _("Other learner")


LearnerColumn = tuple[str, Callable[[Line], Cell]]
CourseColumn = tuple[str, Callable[[Activity], Cell]]


def _learner_columns(report: Report) -> list[LearnerColumn]:
    titles = {each.pk: title_of(report, each.pk) for each in report.courses}
    groups = {each: group_name(is_physician=each) for each in (True, False)}
    named = cache(professions_named)  # a list has few kinds of people and many people
    found: list[LearnerColumn] = [
        (_("Course"), lambda line: titles[line.course]),
        (_("Name"), lambda line: line.name),
        (_("Family name"), lambda line: line.family_name),
        (_("Given name"), lambda line: line.given_name),
        (_("Professions"), lambda line: named(line.professions)),
        (_("Counted as"), lambda line: groups[line.is_physician]),
        (_("Took part on"), lambda line: line.took_part_on),
        (_("Completed on"), lambda line: line.completed_on),
    ]
    for code in report.credit_types:
        found += _credit_columns(code)
    found += [_number_column(kind) for kind in report.number_kinds]
    if report.asks_for_birthday:
        found += [
            (_("Birth month"), lambda line: line.birthday and line.birthday[0]),
            (_("Birth day"), lambda line: line.birthday and line.birthday[1]),
        ]
    return [*found, (_("Since the award"), lambda line: "; ".join(since_the_award(line, report.provider.time_zone)))]


def since_the_award(line: Line, zone: str) -> list[str]:
    """Return what became of name and numbers after a credit was given: facts beside it, which replace nothing."""
    told = [_("name corrected, now: %(name)s") % {"name": line.corrected_name}] if line.corrected_name else []
    return told + [_came(each, zone) for each in (*line.numbers, *line.beside) if each.since or each.taken_back_at]


def _came(number: Numbered, zone: str) -> str:
    at, words = number.taken_back_at or number.since, _("%(number)s added on %(day)s")
    if number.taken_back_at:
        words = _("%(number)s taken back on %(day)s: it is another person’s")
    elif number.is_beside:
        words = _("now: %(number)s, since %(day)s")
    day = day_in(zone, at).isoformat() if at else ""
    return words % {"number": f"{number_name(number.kind)} {number}", "day": day}


def _credit_columns(code: str) -> Iterator[LearnerColumn]:
    name = {"credit": credit_name(code)}
    yield _("%(credit)s: amount") % name, lambda line: _of(line, code, "amount")
    yield _("%(credit)s: completed on") % name, lambda line: _of(line, code, "completed_on")
    yield _("%(credit)s: withdrawn on") % name, lambda line: _of(line, code, "withdrawn_on")


def _of(line: Line, code: str, column: str) -> Cell:
    """Return a value of the line's credit of a type. Withdrawn credit has no amount, so that the column adds up."""
    found: Credit | None = next((each for each in line.credits if each.type == code), None)
    if found is None or (column == "amount" and found.withdrawn_on):
        return None
    value: Cell = getattr(found, column)
    return value


def _number_column(kind: str) -> LearnerColumn:
    def numbers(line: Line) -> Cell:
        return "; ".join(str(each) for each in line.numbers if each.kind == kind)

    return str(IdentifierKind(kind).label), numbers


def _course_columns(report: Report) -> list[CourseColumn]:
    found: list[CourseColumn] = [
        (_("Course"), lambda each: each.version.title),
        (_("Format"), lambda each: str(LearningFormat(each.version.learning_format).label)),
        (_("Released on"), lambda each: each.version.released_on),
        (_("Expires on"), lambda each: each.version.expires_on),
        (_("Provided"), providership),
        (_("Joint provider"), lambda each: each.version.facts.partner),
        (_("Took part: physicians"), lambda each: each.took_part.physicians),
        (_("Took part: others"), lambda each: each.took_part.others),
        (_("Took part, cumulative: physicians"), lambda each: each.took_part_to_date.physicians),
        (_("Took part, cumulative: others"), lambda each: each.took_part_to_date.others),
        (_("Completed: physicians"), lambda each: each.completed.physicians),
        (_("Completed: others"), lambda each: each.completed.others),
        (_("Completed, cumulative: physicians"), lambda each: each.completed_to_date.physicians),
        (_("Completed, cumulative: others"), lambda each: each.completed_to_date.others),
        (_("Commercial support"), lambda each: supported(each)),
    ]
    for code in report.credit_types:
        found += _sum_columns(code)
    return found


def providership(activity: Activity) -> str:
    """Return how the provider stands to a course."""
    if not activity.is_own:
        return _("Credit added to another provider's course")
    return _("Jointly") if activity.version.facts.is_joint else _("Directly")


def supported(activity: Activity) -> str:
    """Return whether a course received commercial support, as far as this provider answers for it."""
    if not activity.is_own:
        return _("In the report of the course's provider")
    return _("Yes") if activity.gifts else _("No")


def _sum_columns(code: str) -> Iterator[CourseColumn]:
    name = {"credit": credit_name(code)}
    yield _("%(credit)s: awards") % name, lambda each: _sum_of(each, code).awards
    yield _("%(credit)s: amount") % name, lambda each: _sum_of(each, code).amount


def _sum_of(activity: Activity, code: str) -> Sum:
    nothing = Sum(type=code, awards=0, amount=Decimal("0.00"))
    return next((each for each in activity.sums if each.type == code), nothing)


def waiting_sentence(count: int) -> str:
    """Say how many lines of learners wait, and for what; nothing where none does."""
    words = ngettext(
        "%(num)s line is not listed yet: a number of that learner is in several accounts. Staff decide whose it is.",
        "%(num)s lines are not listed yet: numbers of these learners are in several accounts. Staff decide whose "
        "they are.",
        count,
    )
    return words % {"num": count} if count else ""


def both(*counts: Count) -> list[int]:
    """Return the physicians and the others of each count, one after the other."""
    return [number for count in counts for number in (count.physicians, count.others)]
