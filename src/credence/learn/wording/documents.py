"""What the documents of `docs/` are called and are about, by their readers."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Titled(NamedTuple):
    """A document by the name of its file, its title, and what it is read for."""

    name: str
    title: Words
    about: Words


class Shelf(NamedTuple):
    """Documents for one kind of reader."""

    name: str
    title: Words
    documents: tuple[Titled, ...]


SHELVES = (
    Shelf(
        "learning",
        _("For learners"),
        (
            Titled("learners", _("Learner’s guide"), _("Step by step, from registering to the certificate.")),
            Titled("credit", _("How credit is judged"), _("Worked examples of every credit type.")),
            Titled("certificates", _("Certificates"), _("What a certificate holds, and how it is checked.")),
        ),
    ),
    Shelf(
        "staff",
        _("For coordinators and other staff"),
        (
            Titled("coordinators", _("Task guide"), _("Publish, sell, report, correct: one task after the other.")),
            Titled("course-format", _("Course folders"), _("How to write a course and import it.")),
            Titled("participation-report", _("Participation report"), _("What is counted, with worked figures.")),
            Titled("payments", _("Payments"), _("How a payment goes, and what happens when something breaks.")),
        ),
    ),
    Shelf(
        "operating",
        _("For operators"),
        (
            Titled("operate", _("Operating"), _("Settings, installing, backup, and what to do in trouble.")),
            Titled("performance", _("Performance"), _("What a site serves, and how it is measured.")),
            Titled("browsers", _("Browsers"), _("The oldest that everything is built for.")),
            Titled("scale", _("How far it goes"), _("What one machine carries, and what comes next.")),
            Titled("security", _("Security"), _("What could go wrong, and the test that holds it.")),
        ),
    ),
    Shelf(
        "building",
        _("For contributors"),
        (
            Titled("first-change", _("A first change"), _("From a copy of the project to a change with its test.")),
            Titled("architecture", _("The house"), _("Storeys, rooms, the way of a request.")),
            Titled("recipes", _("Recipes"), _("How a thing of a known kind is added.")),
            Titled("rules", _("All rules"), _("Each rule of credit bodies, its function and its test.")),
            Titled("sources", _("Sources"), _("What the rules were taken from.")),
        ),
    ),
)
