"""Posttests, their questions, and the attempts of learners."""

from django.db import models
from django.db.models import F, Q

from credence.assessment.enums import QuestionKind
from credence.catalog.models import Chapter, CourseVersion, Objective
from credence.enrollment.models import Enrollment
from credence.kit.ids import public_id
from credence.media.models import Asset


class Posttest(models.Model):
    """The test of one version of a course; it never changes once published."""

    version = models.OneToOneField(CourseVersion, on_delete=models.PROTECT, related_name="posttest")
    shuffle_options = models.BooleanField(default=False)
    instructions = models.TextField(blank=True)
    pool = models.JSONField(
        default=dict,
        help_text="{objective key: how many of its questions an attempt asks}; the others are all asked.",
    )
    head = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The first of its line, where it is another: what is drawn and how options are disguised stays.",
    )

    def __str__(self) -> str:
        return f"Posttest of {self.version_id}"

    @property
    def first_id(self) -> int:
        """The primary key of the first posttest of its line, by which pages and draws are known."""
        return self.head_id or self.pk


class Question(models.Model):
    """One question, the objective it measures and where the answer is taught."""

    posttest = models.ForeignKey(Posttest, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=QuestionKind)
    stem = models.TextField(help_text="Markdown.")
    stem_html = models.TextField()
    picture = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    picture_alt = models.CharField(max_length=400, blank=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    chapter = models.ForeignKey(Chapter, null=True, on_delete=models.PROTECT, related_name="+")
    at_ms = models.PositiveIntegerField(null=True, help_text="Where in the chapter's video the answer is taught.")
    explanation = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["posttest", "key"], name="assessment_question_key"),
            models.CheckConstraint(
                name="assessment_picture_described", condition=Q(picture__isnull=True) | ~Q(picture_alt="")
            ),
        ]

    def __str__(self) -> str:
        return self.stem


class Option(models.Model):
    """One answer to choose."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="options")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    correct = models.BooleanField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="assessment_option_key")]

    def __str__(self) -> str:
        return self.text


class Attempt(models.Model):
    """One submission of a posttest: a fact, kept with its answers and the version it was graded by (R35)."""

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    posttest = models.ForeignKey(Posttest, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    submission_key = models.UUIDField(help_text="Sent with the page: the same page submitted twice is one attempt.")
    submitted_at = models.DateTimeField()
    asked = models.JSONField(
        default=list, help_text="The keys of the questions it asked; none: all, as before there were pools."
    )
    answers = models.JSONField(help_text="{question key: [option key, …]}")
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    target = models.PositiveSmallIntegerField(
        default=100,
        help_text="Percent: the highest mark among the credits of the learner's professions at that time. "
        "Whoever has met it is done with the test for ever, so that the key may be shown (R34).",
    )

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["posttest", "right", "-submitted_at"], name="assessment_attempt_alike")]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "number"], name="assessment_attempt_number"),
            models.UniqueConstraint(fields=["enrollment", "submission_key"], name="assessment_attempt_submission"),
            models.CheckConstraint(
                name="assessment_attempt_score", condition=Q(right__lte=F("total")) & Q(total__gt=0)
            ),
            models.CheckConstraint(name="assessment_attempt_target", condition=Q(target__range=(1, 100))),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number}: {self.right}/{self.total}"

    def asks(self, question: str) -> bool:
        """Return whether the question with this key was asked."""
        return not self.asked or question in self.asked


class KeyRepair(models.Model):
    """A wrong key that was put right: `posttest` is the first of its line that has the right one (R35, R66)."""

    posttest = models.ForeignKey(Posttest, on_delete=models.PROTECT, related_name="repairs")
    question = models.SlugField(max_length=40)
    before = models.JSONField(help_text="[option key, …]")
    after = models.JSONField(help_text="[option key, …]")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["posttest", "question"], name="assessment_keyrepair_once"),
            models.CheckConstraint(name="assessment_keyrepair_reasoned", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.posttest_id}"


class Regrading(models.Model):
    """The second grading of an attempt after a repair: an answer is right by its own key or by any later one.

    The attempt stays as it was; the better of both gradings decides.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="regradings")
    posttest = models.ForeignKey(Posttest, on_delete=models.PROTECT, related_name="+")
    right = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "posttest"], name="assessment_regrading_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.right}"
