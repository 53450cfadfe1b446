"""Which forms are due."""

import pytest

from credence.catalog.models import Faculty
from credence.enrollment.models import Enrollment
from credence.evaluation.queries import DueForm, form_asked, forms_for, forms_for_many
from credence.evaluation.rules import Row
from tests.factories.accounts import make_learner
from tests.factories.catalog import RELEASED, make_course, make_provider
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import LEVELS, ask_for, make_form, make_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    return make_enrollment(make_learner(), make_course())


def test_a_course_without_forms_asks_none(enrollment):
    make_form(enrollment.version.provider)
    assert forms_for(enrollment) == ()


def test_each_providers_form_comes_with_its_own_response(enrollment):
    riverside, lakeside = enrollment.version.provider, make_provider("lakeside")
    first, second = make_form(riverside), make_form(lakeside)
    ask_for(enrollment.version, first)
    ask_for(enrollment.version, second)
    response = make_response(enrollment, first)
    make_response(make_enrollment(make_learner("bob"), enrollment.course), second)
    assert forms_for(enrollment) == (
        DueForm(provider=lakeside, form=second, response=None),
        DueForm(provider=riverside, form=first, response=response),
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_forms_of_many_enrollments_take_two_queries_beside_the_mark_of_content(count, django_assert_num_queries):
    learner = make_learner()
    for number in range(count):
        course = make_course(f"course-{number}")
        form = make_form(make_provider(f"provider{number}"))
        ask_for(course.current_version, form)
        make_response(make_enrollment(learner, course), form)
    enrollments = list(Enrollment.objects.all())
    with django_assert_num_queries(3):
        found = forms_for_many(enrollments)
        assert all(due.response.form_id == due.form.pk for (due,) in found.values())
    assert found.keys() == {enrollment.pk for enrollment in enrollments}


def test_a_form_is_asked_with_the_courses_objectives_and_faculty(enrollment):
    Faculty.objects.create(
        version=enrollment.version, key="diaz", position=2, name="Ana Diaz", role="speaker", disclosed_on=RELEASED
    )
    items = [
        {"key": "objectives", "kind": "grid", "rows": "objectives", "scale": LEVELS, "text": "Met?"},
        {"key": "faculty", "kind": "grid", "rows": "faculty", "scale": LEVELS, "text": "Taught well?"},
    ]
    asked = form_asked(make_form(enrollment.version.provider, items=items), enrollment.version)
    assert [item.rows for item in asked.items] == [
        (Row(key="recognize", text="Recognize a reaction."),),
        (Row(key="chen", text="Mei Chen, MD"), Row(key="diaz", text="Ana Diaz")),
    ]
