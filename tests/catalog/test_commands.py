"""`credence rebuild-catalog`: what the catalog finds courses by, written anew."""

from io import StringIO

import pytest
from django.core.management import call_command

from credence.catalog.models import Listing
from tests.factories.catalog import make_course


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "listed"), [((), 2), (("--missing",), 1)])
def test_the_catalog_is_rebuilt_all_of_it_or_what_is_missing(words: tuple[str, ...], listed: int) -> None:
    make_course("contrast-reactions")
    Listing.objects.get(course=make_course("mri-safety")).delete()
    out = StringIO()
    call_command("rebuild_catalog", *words, stdout=out)
    assert out.getvalue() == f"Courses listed: {listed}\n"
    assert Listing.objects.count() == 2
