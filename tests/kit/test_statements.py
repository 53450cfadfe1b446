"""A statement gives what its query gives, whatever the values, on the connection that asks."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField, TextField, Value

from credence.accounts.models import Profile, User
from credence.kit.statements import Among, Asked, AskedKeys, Statement
from tests.factories.accounts import JOINED, make_learner, make_user

pytestmark = pytest.mark.django_db
NAMED = Statement(lambda: User.objects.filter(username=Asked("name", CharField())).select_related("profile"))
SINCE = Statement(
    lambda: (
        User.objects.filter(date_joined__gte=Asked("at", DateTimeField()))
        .order_by("pk")
        .values_list("username", "date_joined")
    )
)
AMONG = Statement(
    lambda: (
        User.objects.filter(Among("pk", AskedKeys("keys", BigIntegerField()))).order_by("pk").values_list("username")
    )
)


def test_rows_come_with_what_is_related_to_them(django_assert_num_queries: Any) -> None:
    alice = make_learner("alice")
    make_user("bob")
    with django_assert_num_queries(1):
        (found,) = NAMED.run(name="alice")
        assert (found, found.profile.user_id) == (alice, alice.pk)
    assert [NAMED.first(name=name) for name in ("alice", "zoe")] == [alice, None]


def test_moments_are_adapted_and_come_back_as_moments() -> None:
    make_user("alice")
    assert SINCE.run(at=JOINED) == [("alice", JOINED)]
    assert SINCE.run(at=JOINED + dt.timedelta(microseconds=1)) == []


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_statement_asks_for_any_number_of_keys(count: int) -> None:
    users = [make_user(f"user-{number}") for number in range(3)]
    found = AMONG.run(keys={each.pk for each in users[:count]})
    assert found == [(f"user-{number}",) for number in range(count)]


def test_keys_may_be_words(django_assert_num_queries: Any) -> None:
    make_user("alice")
    named = Statement(
        lambda: User.objects.filter(Among("username", AskedKeys("names", CharField(max_length=30)))).values_list(
            "username", flat=True
        )
    )
    for names in ({"alice", "o'zoe", 'a "quoted", \\ {one}'}, {"alice"}):
        assert named.run(names=names) == ["alice"]


@pytest.mark.parametrize("word", ["plain", "50 %", "100 %s", "it's", 'a "quoted" one', "back\\slash", "Zoë", ""])
def test_constants_come_back_as_they_are(word: str) -> None:
    make_user("alice")
    constants = Value(word, TextField()), Value(7, BigIntegerField()), Value(None, TextField())
    said = Statement(lambda: User.objects.filter(username=Asked("name", CharField())).values_list(*constants))
    assert said.run(name="alice") == [(word, 7, None)]


@pytest.mark.parametrize(
    "moment",
    [JOINED, JOINED.replace(microsecond=0), JOINED.replace(microsecond=120_000), JOINED.replace(microsecond=7)],
)
def test_moments_are_read_to_the_microsecond_and_in_utc(moment: dt.datetime) -> None:
    alice = make_user("alice")
    User.objects.filter(pk=alice.pk).update(date_joined=moment)
    ((_, found),) = SINCE.run(at=moment)
    assert (found, found.tzinfo) == (moment, dt.UTC)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    make_user("alice")
    NAMED.run(name="alice")

    def ask(_: int) -> tuple[bool, int]:
        try:
            return NAMED.first(name="alice") is not None, id(connection.connection)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(ask, range(2)))
    assert [is_there for is_there, _ in found] == [True, True]
    assert id(connection.connection) not in {each for _, each in found}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps what it made of SQL by itself")
@pytest.mark.parametrize("is_lent", [True, False])
def test_the_server_keeps_a_statement_that_is_asked_again(settings: Any, is_lent: bool) -> None:
    settings.ENV = settings.ENV.model_copy(update={"pgbouncer": is_lent})
    make_user("alice")
    connection.connection.prepare_threshold = 2
    assert [len(NAMED.run(name="alice")) for _ in range(5)] == [1] * 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%username%%'")
        assert cursor.fetchone() == (int(not is_lent),)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite makes a statement anew where its table changed")
@pytest.mark.django_db(transaction=True)
def test_a_statement_is_answered_when_its_column_has_another_type_since() -> None:
    make_learner("alice")
    assert [len(NAMED.run(name="alice")) for _ in range(5)] == [1] * 5
    changed = "ALTER TABLE accounts_profile ALTER employer TYPE {}"
    former = Profile._meta.get_field("employer").db_type(connection)
    with psycopg.connect(connection.connection.info.dsn, password=connection.connection.info.password) as other:
        other.execute(changed.format("text"))
    try:
        assert [len(NAMED.run(name="alice")) for _ in range(3)] == [1] * 3
    finally:
        with connection.cursor() as cursor:
            cursor.execute(changed.format(former))
        connection.close()
