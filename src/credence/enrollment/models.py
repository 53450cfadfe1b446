"""One learner's right to one course, and what was shown before it opened."""

from django.conf import settings
from django.db import models

from credence.catalog.models import Course, CourseVersion, FrontMatter, Line
from credence.kit.ids import public_id


class Enrollments(models.Manager["Enrollment"]):
    """Enrollments with their line, so that which version is studied comes with each in the same query."""

    def get_queryset(self) -> models.QuerySet["Enrollment"]:
        """Bring the line; whoever locks rows says `of=("self",)`, so that nobody waits for the line of all."""
        return super().get_queryset().select_related("line")


class Enrollment(models.Model):
    """Once enrolled, always enrolled. The learner stays on the line that was current at enrollment.

    `version` is the newest version of that line, and the only way from an enrollment to content; `began_with` is the
    version that there was on the day, a fact, by which it is told what was promised.

    The row stays when the money for it went back in full: then `closed_at` says since when the course is closed, and
    whoever pays again finds all of their study.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="enrollments")
    began_with = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+", db_column="version_id")
    enrolled_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = Enrollments()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "course"], name="enrollment_once")]
        indexes = [models.Index(fields=["learner", "-enrolled_at"], name="enrollment_of_learner")]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.course_id}"

    @property
    def version(self) -> CourseVersion:
        """The version that is studied: the newest of the line."""
        found = self.line.version
        assert found  # noqa: S101 - nobody is enrolled on a line before its first publication
        return found

    @version.setter
    def version(self, version: CourseVersion) -> None:
        """Bring the version as it is kept."""
        self.line.version = version

    @property
    def version_id(self) -> int:
        """Its primary key."""
        return self.line.version_id  # type: ignore[return-value]


class FrontMatterShowing(models.Model):
    """Which version of the front matter a learner was shown, and when (R21)."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="showings")
    front_matter = models.ForeignKey(FrontMatter, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "front_matter"], name="enrollment_showing_once")]

    def __str__(self) -> str:
        return f"{self.enrollment_id} saw {self.front_matter_id}"


class WantedCourse(models.Model):
    """The course that somebody wanted when they registered: it waits for their profile, and ends with the enrollment.

    It is kept with the account, so that a letter that is opened on another device leads there, too.
    """

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wanted_course")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    wanted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.learner_id} wants {self.course_id}"
