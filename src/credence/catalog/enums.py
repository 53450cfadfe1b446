"""The closed lists of the catalogue."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChapterKind(models.TextChoices):
    """How a chapter is studied."""

    VIDEO = "video", _("Video")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Text")


class LearningFormat(models.TextChoices):
    """The AMA's closed list of learning formats that this platform offers (accreditation page 1.5)."""

    ENDURING = "enduring-material", _("enduring material")
    JOURNAL = "journal-based", _("journal-based CME activity")
    OTHER = "other", _("other activity")


AMA_FORMATS: Mapping[str, str] = {
    LearningFormat.ENDURING: "enduring material",
    LearningFormat.JOURNAL: "journal-based CME activity",
    LearningFormat.OTHER: "other activity",
}
"""The AMA's own names, which its statement wants untranslated."""


class FacultyRole(models.TextChoices):
    """What a person controlled in the content."""

    AUTHOR = "author", _("Author")
    SPEAKER = "speaker", _("Speaker")
    PLANNER = "planner", _("Planner")
    DIRECTOR = "director", _("Course director")
    REVIEWER = "reviewer", _("Reviewer")


class OrganizationKind(models.TextChoices):
    """Whether an organization makes, sells or resells what patients use or get: then it is ineligible (R13, R15)."""

    INELIGIBLE = "ineligible", _("Ineligible company")
    ELIGIBLE = "eligible", _("No ineligible company")


class AccreditationStatus(models.TextChoices):
    """What an accreditor says of a provider for some time."""

    ACCREDITED = "accredited", _("Accredited")
    PROVISIONAL = "provisional", _("Provisionally accredited")
    PROBATION = "probation", _("On probation")
    ENDED = "ended", _("Ended or withdrawn")


class SupportKind(models.TextChoices):
    """Commercial support comes as money or as goods."""

    GRANT = "grant", _("Educational grant")
    IN_KIND = "in-kind", _("In-kind support")


class StatementKind(models.TextChoices):
    """The texts that a provider must print as they stand (R17)."""

    ACCREDITATION = "accreditation", _("Accreditation statement")
    JOINT_ACCREDITATION = "joint-accreditation", _("Accreditation statement, jointly provided")
    DESIGNATION = "designation", _("Credit designation statement")
    PARTICIPATION = "participation", _("Participation statement")


class Origin(models.TextChoices):
    """What a course was made from, where it was not made for itself (R10, R11)."""

    BOOK = "book", _("Chapter of a book")
    LIVE_RECORDING = "live-recording", _("Recording of a live event")


class ContentKind(models.TextChoices):
    """What of a course a generative tool can have made or changed (R71)."""

    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    QUESTION = "question", _("Question")
    CAPTION = "caption", _("Captions")
    VOICE = "voice", _("Voice")


class FacetKind(models.TextChoices):
    """By what the catalog is narrowed, in the order in which it is shown."""

    TOPIC = "topic", _("Topic")
    PROFESSION = "profession", _("Profession")
    CREDIT = "credit", _("Credit")
    FORMAT = "format", _("Format")
    PRICE = "price", _("Price")
    LENGTH = "length", _("Length")


class Reach(models.TextChoices):
    """For whom the terms of an offer hold from its publication on, beside those who enroll from then on."""

    NEW = "new", _("Those who enroll from then on")
    ENROLLED = "enrolled", _("Those, and whoever is enrolled without the credit")


class ChangeKind(models.TextChoices):
    """What kind of change something is, by which it is told whom it reaches (docs/decisions/changes-have-kinds.md)."""

    WORDING = "wording", _("Wording")
    CORRECTION = "correction", _("Correction")
    SAME_CONTENT = "same-content", _("Same content anew")
    WITHDRAWN = "withdrawn", _("Material withdrawn")
    NEW_CONTENT = "new-content", _("New content")
    KEY = "key", _("Key of the posttest")
    NEW_CREDIT = "new-credit", _("New credit")
    STATEMENT = "statement", _("Disclosure, statement or support")
    LONGER = "longer", _("Longer")
    SHORTER = "shorter", _("Shorter, or closed")
    TERMS = "terms", _("Other terms for new learners")
