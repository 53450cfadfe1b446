"""Courses, their published versions, and what is shown before the start."""

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import AMA_FORMATS, LearningFormat, OrganizationKind, Origin, StatementKind
from credence.catalog.models.providers import AccreditingProvider
from credence.kit import ids
from credence.media.models import Asset


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What files and pages tell of a course beside its words."""

    partner: str
    """The organization that provides it jointly, or nothing (R14)."""
    minutes: int
    """How long it takes as a whole, as learners are told."""

    @property
    def is_joint(self) -> bool:
        """Whether another organization provides it jointly."""
        return bool(self.partner)

    @property
    def accreditation(self) -> StatementKind:
        """The kind of the accreditation statement that it prints: direct or joint, never both (R14)."""
        return StatementKind.JOINT_ACCREDITATION if self.is_joint else StatementKind.ACCREDITATION


class Topic(models.Model):
    """A subject by which the catalogue is browsed."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    synonyms = models.JSONField(default=list, help_text=_("Other words for it, by which its courses are found."))

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """A course for ever: its slug, its enrollments and its awards outlive every version."""

    public_id = models.CharField(max_length=22, unique=True, default=ids.public_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    current_version = models.ForeignKey("CourseVersion", null=True, on_delete=models.PROTECT, related_name="+")
    current_front_matter = models.ForeignKey("FrontMatter", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    content = models.CharField(
        max_length=22,
        default=ids.public_id,
        db_index=True,
        help_text=_("The same in all editions of one content (R44)."),
    )

    def __str__(self) -> str:
        return self.slug


class Line(models.Model):
    """Versions of a course that differ by nothing but what reaches everybody: who is on a line studies its newest.

    New content begins a new line. `version` points to the newest that was published, which only publication moves.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lines")
    version = models.OneToOneField("CourseVersion", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.course_id}: {self.version_id}"


class CourseVersion(models.Model):
    """One published state of a course. It never changes; who is on its line goes on to the next of the line."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source_sha256 = models.CharField(max_length=64, help_text=_("Hash of the course folder it was imported from."))
    published_at = models.DateTimeField()
    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    joint_provider = models.CharField(max_length=200, blank=True)
    joint_provider_kind = models.CharField(
        max_length=12, choices=OrganizationKind, blank=True, help_text=_("Blank: from before it was asked.")
    )
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    description = models.TextField(help_text=_("Markdown."))
    description_html = models.TextField()
    audience = models.TextField()
    references = models.TextField(help_text=_("Markdown."))
    references_html = models.TextField()
    learning_format = models.CharField(max_length=30, choices=LearningFormat)
    media_used = models.CharField(max_length=120)
    cover = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    cover_alt = models.CharField(max_length=200, blank=True, help_text=_("None: the cover only decorates."))
    made_from = models.CharField(max_length=20, choices=Origin, blank=True)
    made_from_title = models.CharField(max_length=200, blank=True, help_text=_("Of the book, or of the live event."))
    recorded_on = models.DateField(null=True, help_text=_("The day of the live event that was recorded (R11)."))
    topics = models.ManyToManyField(Topic, related_name="+")
    estimated_minutes = models.PositiveIntegerField()
    measured_minutes = models.PositiveIntegerField(
        null=True, help_text=_("What chapters, posttest and forms come to as measured, extra time included (R3).")
    )
    released_on = models.DateField()
    reviewed_on = models.DateField(null=True)
    expires_on = models.DateField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    pass_mark = models.PositiveSmallIntegerField(
        help_text=_("Percent; the credit's own mark may be stricter (R29, R33).")
    )
    attempt_limit = models.PositiveSmallIntegerField(null=True, help_text=_("Null: unlimited, CME-only courses (R30)."))
    study_percent = models.PositiveSmallIntegerField(
        default=90, help_text=_("Share of each video to be watched (R26).")
    )
    study_minutes = models.PositiveIntegerField(
        default=0, help_text=_("Least time of study before the posttest (R26).")
    )
    source = models.JSONField(help_text=_("The validated course file, for export."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="catalog_courseversion_number"),
            models.CheckConstraint(name="catalog_courseversion_pass_mark", condition=Q(pass_mark__range=(1, 100))),
            models.CheckConstraint(
                name="catalog_courseversion_joint_eligible",
                condition=~Q(joint_provider_kind=OrganizationKind.INELIGIBLE),
            ),
            models.CheckConstraint(name="catalog_courseversion_price", condition=Q(price__gte=0)),
            models.CheckConstraint(name="catalog_courseversion_dates", condition=Q(expires_on__gte=F("released_on"))),
            models.CheckConstraint(
                name="catalog_courseversion_origin",
                condition=Q(made_from="", made_from_title="", recorded_on__isnull=True)
                | (Q(made_from=Origin.BOOK, recorded_on__isnull=True) & ~Q(made_from_title=""))
                | (Q(made_from=Origin.LIVE_RECORDING, recorded_on__isnull=False) & ~Q(made_from_title="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def facts(self) -> Facts:
        """With whom it was made and how long it takes."""
        return Facts(partner=self.joint_provider, minutes=self.estimated_minutes)

    @property
    def in_brackets(self) -> dict[str, str]:
        """What it fills into the brackets of a provider's statements (R17)."""
        format_ = AMA_FORMATS[self.learning_format]
        return {"title": self.title, "joint_provider": self.joint_provider, "learning_format": format_}


class FrontMatter(models.Model):
    """What a learner must be shown before content opens, as one frozen document (R20, R21)."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="front_matters")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    document = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="catalog_frontmatter_number"),
            models.UniqueConstraint(fields=["course", "sha256"], name="catalog_frontmatter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course} front matter {self.number}"


class Publication(models.Model):
    """The log of which version became current when."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey(CourseVersion, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.version} at {self.at:%Y-%m-%d %H:%M}"


class CourseChange(models.Model):
    """What one publication changed of a course and whom it reaches: each difference with its kind, and why (R66)."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="change")
    differences = models.JSONField(help_text=_("[{kind, document, place, was, now}, …]; of files their hashes."))
    reason = models.TextField(blank=True)
    approver = models.CharField(max_length=150, blank=True, help_text=_("Blank: nobody had to approve it."))

    def __str__(self) -> str:
        return f"{self.publication}: {self.kinds}"

    @property
    def kinds(self) -> list[str]:
        """The kinds of its differences, each once."""
        return sorted({each["kind"] for each in self.differences})
