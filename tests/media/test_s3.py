"""credence.media.gateway.s3: the shelf in a bucket keeps what the shelf on disk keeps, and reads any part of it."""

import hashlib
import io
import os
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings

from credence.media.gateway.s3 import LEAST, MOST, Pieces
from credence.media.gateway.shelf import StoreAway, keep, put
from credence.media.rules.files import Changed
from credence.project.settings import STORAGES
from tests.stores import BUCKET, KEY, SECRET, bucket, client_of

FILM = os.urandom(3 * LEAST) * 5
SHA256 = hashlib.sha256(FILM).hexdigest()
NAME = f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}.mp4"


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    with bucket() as settings:
        yield settings


@pytest.fixture
def shelf(store: dict[str, str]) -> Iterator[None]:
    """Keep files in the bucket, which is empty."""
    for each in client_of(store).list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client_of(store).delete_object(Bucket=BUCKET, Key=each["Key"])
    with kept_at(store["CREDENCE_S3_ENDPOINT"]):
        yield


def kept_at(endpoint: str):
    """Set the site to a bucket at an address."""
    options = {"endpoint_url": endpoint, "bucket_name": BUCKET, "access_key": KEY, "secret_key": SECRET}
    default = {"BACKEND": "credence.media.gateway.s3.S3Shelf", "OPTIONS": {"region_name": "us-east-1", **options}}
    return override_settings(STORAGES={**STORAGES, "default": default})


def film(content: bytes = FILM) -> str:
    """Keep bytes as the film whose hash is known."""
    return keep(lambda: io.BytesIO(content), sha256=SHA256, size=len(FILM), content_type="video/mp4")


def test_a_file_lies_in_the_bucket_under_its_hash_with_its_type(store: dict[str, str], shelf: None) -> None:
    assert film() == NAME
    answer = client_of(store).get_object(Bucket=BUCKET, Key=NAME)
    assert (answer["ContentType"], answer["Body"].read()) == ("video/mp4", FILM)


def test_a_report_waits_in_the_bucket_and_is_thrown_away_there(store: dict[str, str], shelf: None) -> None:
    default_storage.save("reports/of-somebody", ContentFile(b"a,b\n"))
    answer = client_of(store).get_object(Bucket=BUCKET, Key="reports/of-somebody")
    assert (answer["ContentType"], answer["Body"].read()) == ("application/octet-stream", b"a,b\n")
    assert default_storage.open("reports/of-somebody").read() == b"a,b\n"
    default_storage.delete("reports/of-somebody")
    assert not default_storage.exists("reports/of-somebody")


def test_captions_say_their_encoding(store: dict[str, str], shelf: None) -> None:
    text = b"WEBVTT\n"
    name = keep(
        lambda: io.BytesIO(text), sha256=hashlib.sha256(text).hexdigest(), size=len(text), content_type="text/vtt"
    )
    assert client_of(store).head_object(Bucket=BUCKET, Key=name)["ContentType"] == "text/vtt; charset=utf-8"


def test_the_same_bytes_are_sent_once(store: dict[str, str], shelf: None) -> None:
    film()
    before = client_of(store).head_object(Bucket=BUCKET, Key=NAME)["LastModified"]
    assert film(b"never opened") == NAME
    assert client_of(store).head_object(Bucket=BUCKET, Key=NAME)["LastModified"] == before


def test_bytes_that_changed_meanwhile_never_arrive(shelf: None) -> None:
    with pytest.raises(Changed):
        film(FILM[:-1])
    assert default_storage.exists(NAME) is False
    assert film() == NAME


def test_a_file_with_other_bytes_is_put_right(shelf: None) -> None:
    film()
    other = hashlib.sha256(b"other").hexdigest()
    put(lambda: io.BytesIO(b"other"), name=NAME, sha256=other, store=default_storage)
    assert default_storage.size(NAME) == 5
    film()
    assert default_storage.size(NAME) == len(FILM)


@pytest.mark.parametrize(
    ("first", "length"), [(0, 1), (LEAST - 1, 2), (LEAST, LEAST), (len(FILM) - 5, 5), (7, len(FILM) - 7)]
)
def test_any_part_is_read_to_the_byte(shelf: None, first: int, length: int) -> None:
    film()
    with default_storage.open(NAME) as file:
        file.seek(first)
        assert file.read(length) == FILM[first : first + length]


def test_a_file_ends_where_it_ends(shelf: None) -> None:
    film()
    with default_storage.open(NAME) as file:
        assert file.read() == FILM
        assert file.read() == b""
        assert file.seek(-3, io.SEEK_CUR) == len(FILM) - 3
        assert file.read() == FILM[-3:]


def test_what_is_not_there_is_a_missing_file(shelf: None) -> None:
    assert default_storage.exists(NAME) is False
    with pytest.raises(FileNotFoundError), default_storage.open(NAME) as file:
        file.read(1)
    with pytest.raises(FileNotFoundError):
        default_storage.size(NAME)
    default_storage.delete(NAME)


def test_nothing_is_written_into_a_file(shelf: None) -> None:
    with pytest.raises(io.UnsupportedOperation):
        default_storage.open(NAME, "wb")


def test_a_store_that_is_away_is_said_in_a_sentence() -> None:
    with kept_at("http://127.0.0.1:1"):
        for act in (lambda: default_storage.exists(NAME), film, lambda: default_storage.open(NAME).read(1)):
            with pytest.raises(StoreAway) as away:
                act()
            assert str(away.value).startswith("The store of files at http://127.0.0.1:1 could not be used (")
            assert str(away.value).endswith("the settings CREDENCE_S3_… are right, then try again.")


def test_a_refusal_is_said_as_one(shelf: None, store: dict[str, str]) -> None:
    with kept_at(store["CREDENCE_S3_ENDPOINT"]):
        default_storage.bucket_name = "somebody-else"
        with pytest.raises(StoreAway):
            default_storage.save(NAME, io.BytesIO(FILM))


def test_more_is_asked_for_at_once_the_longer_somebody_reads_on_and_little_after_a_jump() -> None:
    asked: list[tuple[int, int]] = []
    size = 4 * MOST

    def fetch(first: int, last: int) -> tuple[bytes, int]:
        asked.append((first, last - first + 1))
        return bytes(min(last + 1, size) - first), size

    file = io.BufferedReader(Pieces(fetch), LEAST)
    while file.read(LEAST):
        pass
    file.seek(9)
    file.read(1)
    assert [length for _, length in asked] == [*(LEAST << step for step in range(6)), MOST, MOST, MOST, LEAST]
    assert [first for first, _ in asked][:3] == [0, LEAST, 3 * LEAST]
    assert asked[-1] == (9, LEAST)
