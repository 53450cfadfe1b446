"""By what published courses are found: made anew from the versions at will."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from credence.catalog.enums import FacetKind
from credence.catalog.models.courses import Course


class Listing(models.Model):
    """What the catalog finds a published course by: written at publication, rebuilt at will, never the truth itself."""

    course = models.OneToOneField(Course, primary_key=True, on_delete=models.CASCADE, related_name="listing")
    released_on = models.DateField()
    minutes = models.PositiveIntegerField()
    closes_at = models.DateTimeField(
        help_text=_("First moment without credit: after the last day, or the withdrawal (R18, R42).")
    )
    withdrawn_at = models.DateTimeField(null=True, help_text=_("Since when no credit of it is offered any more (R18)."))

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
