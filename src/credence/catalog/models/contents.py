"""What a version consists of: objectives, chapters, people, support and credit."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import ChapterKind, ContentKind, FacultyRole, OrganizationKind, Reach, SupportKind
from credence.catalog.models.courses import CourseVersion
from credence.catalog.models.providers import AccreditingProvider
from credence.media.models import Asset


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
    poster_alt = models.CharField(max_length=200, blank=True, help_text=_("None: the poster only decorates."))
    transcript = models.JSONField(default=list, help_text=_("[[start ms, end ms, text], …] from the captions."))
    html = models.TextField(blank=True, help_text=_("Rendered Markdown of a text chapter."))
    minutes = models.PositiveSmallIntegerField(help_text=_("Time to study it, extra time included."))
    measured_minutes = models.PositiveSmallIntegerField(
        null=True, help_text=_("What its length, or its words and figures, come to; null: from before it was measured.")
    )
    extra_minutes = models.PositiveSmallIntegerField(default=0, help_text=_("Such as to pause and think."))
    extra_reason = models.CharField(max_length=300, blank=True)
    preview = models.BooleanField(default=False, help_text=_("Open to everybody before enrolling."))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="catalog_chapter_slug"),
            models.UniqueConstraint(fields=["version", "position"], name="catalog_chapter_position"),
            models.UniqueConstraint(fields=["version"], condition=Q(preview=True), name="catalog_chapter_one_preview"),
            models.CheckConstraint(
                name="catalog_chapter_extra_has_reason", condition=Q(extra_minutes=0) | ~Q(extra_reason="")
            ),
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
    portrait = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    profession = models.CharField(
        max_length=40, blank=True, help_text=_("Such as nurse, for planners of nurses' hours.")
    )
    disclosed_on = models.DateField()
    role_began_on = models.DateField(null=True, help_text=_("Null: from before it was asked; by the release."))

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "faculty"
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="catalog_faculty_key"),
            models.CheckConstraint(
                name="catalog_faculty_disclosed_before",
                condition=Q(role_began_on=None) | Q(role_began_on__gte=F("disclosed_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Disclosure(models.Model):
    """One financial relationship with an ineligible company, and how it was mitigated (R12)."""

    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="disclosures")
    company = models.CharField(max_length=150)
    nature = models.CharField(max_length=150)
    relevant = models.BooleanField()
    mitigation = models.CharField(max_length=300, blank=True)
    mitigated_on = models.DateField(null=True)
    company_kind = models.CharField(max_length=12, choices=OrganizationKind, default=OrganizationKind.INELIGIBLE)

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
    company_kind = models.CharField(max_length=12, choices=OrganizationKind, default=OrganizationKind.INELIGIBLE)

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
    """One credit type × accrediting provider × amount × dates on one version of a course: terms since its publication.

    Whom they hold for among those who are enrolled on the line is told by `reach`; `catalog.rules.holding` reads it.
    """

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
    pool_agreed_on = models.DateField(
        null=True, help_text=_("The day on which the approver agreed to questions drawn from a pool.")
    )
    category = models.CharField(max_length=10, blank=True, help_text=_('ARRT: "A" or "A+".'))
    reach = models.CharField(
        max_length=10, choices=Reach, default=Reach.NEW, help_text=_("For whom it holds, beside new learners.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "credit_type"], name="catalog_creditoffer_type_once"),
            models.CheckConstraint(name="catalog_creditoffer_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="catalog_creditoffer_dates", condition=Q(valid_to__gte=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.credit_type}"


class AiUse(models.Model):
    """One use of a generative tool on one thing in a version, and who checked what came of it (R57, R71, R72, R74)."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="ai_uses")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ContentKind)
    of = models.CharField(
        max_length=200, help_text=_("Slug of the chapter, key of the question, path of the picture, name of the field.")
    )
    tool = models.CharField(max_length=120)
    tool_version = models.CharField(max_length=60)
    used_on = models.DateField()
    task = models.CharField(max_length=200)
    spelling_only = models.BooleanField(default=False, help_text=_("An aid to spelling and grammar, exempt by R72."))
    checker = models.CharField(max_length=150, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        ordering = ["position"]
        verbose_name = "AI use"
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="catalog_aiuse_position"),
            models.CheckConstraint(
                name="catalog_aiuse_checked",
                condition=Q(spelling_only=True)
                | (~Q(checker="") & Q(checked_on__isnull=False, checked_on__gte=F("used_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.tool_version}: {self.task}"
