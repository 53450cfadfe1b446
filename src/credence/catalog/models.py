"""Courses and their published versions, and everything a course page must show."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import ChapterKind, FacetKind, FacultyRole, LearningFormat, StatementKind, SupportKind
from credence.kit.ids import public_id
from credence.media.models import Asset


class AccreditingProvider(models.Model):
    """The accredited organisation that answers for credit ("sponsor" where ARRT says so)."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    address = models.CharField(max_length=300)
    url = models.URLField(blank=True)
    email = models.EmailField()
    time_zone = models.CharField(max_length=60, help_text=_("IANA zone in which days of rule are reckoned (R42, R70)."))
    signatory_name = models.CharField(max_length=120)
    signatory_title = models.CharField(max_length=160)
    provider_numbers = models.JSONField(default=dict, help_text=_("Numbers by board, such as {'CEP': '17-0001'}."))
    claim_days = models.PositiveSmallIntegerField(
        default=0, help_text=_("Days after the last one in which who completed in time may still claim (R43).")
    )

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """One version of a text that a provider must print verbatim; brackets are filled at rendering (R17).

    `credit_type` is empty for accreditation statements. A change is a new version, never an edit.
    """

    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=30, choices=StatementKind)
    credit_type = models.CharField(max_length=40, blank=True)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind", "credit_type", "version"], name="catalog_statement_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.credit_type} v{self.version}"


class Topic(models.Model):
    """A subject by which the catalogue is browsed."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """A course for ever: its slug, its enrollments and its awards outlive every version."""

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    current_version = models.ForeignKey("CourseVersion", null=True, on_delete=models.PROTECT, related_name="+")
    current_front_matter = models.ForeignKey("FrontMatter", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    credit_withdrawn_at = models.DateTimeField(null=True, help_text=_("From then on nobody starts or claims (R18)."))

    def __str__(self) -> str:
        return self.slug


class CourseVersion(models.Model):
    """One published state of a course. It never changes; who started on it stays on it."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source_sha256 = models.CharField(max_length=64, help_text=_("Hash of the course folder it was imported from."))
    published_at = models.DateTimeField()
    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    joint_provider = models.CharField(max_length=200, blank=True)
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
    cover_alt = models.CharField(max_length=200, blank=True)
    topics = models.ManyToManyField(Topic, related_name="+")
    estimated_minutes = models.PositiveIntegerField()
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
            models.CheckConstraint(name="catalog_courseversion_price", condition=Q(price__gte=0)),
            models.CheckConstraint(name="catalog_courseversion_dates", condition=Q(expires_on__gte=F("released_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


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


class Objective(models.Model):
    """What a learner will be able to do; questions name the objective they measure."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="objectives")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="catalog_objective_key")]

    def __str__(self) -> str:
        return self.text


class Chapter(models.Model):
    """One piece of a course: a video, a PDF or a text."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="chapters")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=ChapterKind)
    file = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    captions = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    transcript = models.JSONField(default=list, help_text=_("[[start ms, end ms, text], …] from the captions."))
    html = models.TextField(blank=True, help_text=_("Rendered Markdown of a text chapter."))
    minutes = models.PositiveSmallIntegerField(help_text=_("Estimated time to study it."))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="catalog_chapter_slug"),
            models.UniqueConstraint(fields=["version", "position"], name="catalog_chapter_position"),
            models.CheckConstraint(
                name="catalog_chapter_has_content",
                condition=(Q(kind=ChapterKind.TEXT, file__isnull=True) & ~Q(html=""))
                | Q(kind__in=[ChapterKind.VIDEO, ChapterKind.PDF], file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Faculty(models.Model):
    """A person who controlled content, with what was disclosed (R12, R22). No rows in `disclosures` means none."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="faculty")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    credentials = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=20, choices=FacultyRole)
    affiliation = models.CharField(max_length=200, blank=True)
    disclosed_on = models.DateField()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "faculty"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="catalog_faculty_key")]

    def __str__(self) -> str:
        return self.name


class Disclosure(models.Model):
    """One financial relationship with an ineligible company, and how it was mitigated (R12)."""

    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="disclosures")
    company = models.CharField(max_length=150)
    nature = models.CharField(max_length=150)
    relevant = models.BooleanField()
    mitigation = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="catalog_disclosure_mitigated", condition=Q(relevant=False) | ~Q(mitigation=""))
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.nature}"


class CommercialSupport(models.Model):
    """Money or goods from an ineligible company, named to every learner before the start (R16)."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="commercial_support")
    company = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=SupportKind)
    nature = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    agreement_on = models.DateField()

    class Meta:
        verbose_name_plural = "commercial support"
        constraints = [
            models.CheckConstraint(
                name="catalog_support_in_kind_named", condition=~Q(kind=SupportKind.IN_KIND) | ~Q(nature="")
            )
        ]

    def __str__(self) -> str:
        return self.company


class CreditOffer(models.Model):
    """One credit type × accrediting provider × amount × dates on one version of a course."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="credit_offers")
    provider = models.ForeignKey(AccreditingProvider, on_delete=models.PROTECT, related_name="+")
    credit_type = models.CharField(max_length=40, help_text=_("A code of catalog.rules.credit_types."))
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    certified_on = models.DateField(help_text=_("No completion before this day earns it (R7)."))
    valid_from = models.DateField()
    valid_to = models.DateField()
    time_zone = models.CharField(max_length=60, help_text=_("The provider's at publication (R42, R70)."))
    claim_days = models.PositiveSmallIntegerField(default=0, help_text=_("The provider's at publication (R43)."))
    pass_mark = models.PositiveSmallIntegerField(
        help_text=_("Percent, the stricter of the course's and the credit type's.")
    )
    attempt_limit = models.PositiveSmallIntegerField(null=True)
    evaluation_required = models.BooleanField(default=True)
    reference_number = models.CharField(max_length=60, blank=True)
    approver = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=10, blank=True, help_text=_('ARRT: "A" or "A+".'))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "credit_type"], name="catalog_creditoffer_type_once"),
            models.CheckConstraint(name="catalog_creditoffer_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="catalog_creditoffer_dates", condition=Q(valid_to__gte=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.credit_type}"


class Listing(models.Model):
    """What the catalog finds a published course by: written at publication, rebuilt at will, never the truth itself."""

    course = models.OneToOneField(Course, primary_key=True, on_delete=models.CASCADE, related_name="listing")
    released_on = models.DateField()
    minutes = models.PositiveIntegerField()
    closes_at = models.DateTimeField(
        help_text=_("First moment without credit: after the last day, or the withdrawal (R18, R42).")
    )

    class Meta:
        indexes = [
            models.Index(fields=["-released_on", "course"], name="catalog_listing_newest"),
            models.Index(fields=["minutes", "-released_on", "course"], name="catalog_listing_shortest"),
        ]

    def __str__(self) -> str:
        return str(self.course_id)


class Facet(models.Model):
    """One property by which the catalog is narrowed, such as topic radiology."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=12, choices=FacetKind)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value", "listing"], name="catalog_facet_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Term(models.Model):
    """A word that some course uses, so that half a word and a misspelled one find it."""

    word = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.word


class WordsField(models.TextField[str, str]):
    """The words of a listing, to be matched and never read."""


class Words(models.Model):
    """The full-text index: FTS5 on SQLite, `tsvector` on PostgreSQL. Migration 0004 makes the table.

    FTS5 decides the names: `rowid` is its key, and the column named like the table stands for the whole row.
    """

    listing = models.OneToOneField(
        Listing, primary_key=True, db_column="rowid", db_constraint=False, on_delete=models.DO_NOTHING
    )
    document = WordsField(db_column="catalog_words")

    class Meta:
        managed = False
        db_table = "catalog_words"

    def __str__(self) -> str:
        return str(self.listing_id)


class Edition(models.Model):
    """The one row that is different after every change of what public pages show."""

    mark = models.CharField(max_length=22)

    def __str__(self) -> str:
        return self.mark
