"""Files move to a bucket and back without a lost byte, and nothing is removed before it is proved to be there."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from credence.media.gateway.shelf import keep
from credence.project.settings import STORAGES
from tests.factories.progress import make_asset
from tests.installations import run
from tests.project.backups.site import empty_place, lived_in
from tests.project.backups.test_backups import files_of
from tests.stores import BUCKET, bucket, client_of

TEXTS = [b"one", b"two, which is longer", b"three", b"four" * 99_999]


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    with bucket() as found:
        yield found


def in_bucket(store: dict[str, str]) -> dict[str, bytes]:
    """Return what lies in the bucket, by its names."""
    client = client_of(store)
    names = [each["Key"] for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return {name: client.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names}


@contextmanager
def set_to(kind: str, store: dict[str, str], disk: Path) -> Iterator[None]:
    """Set the site to keep its files on "disk" or in "s3"."""
    names = {name.removeprefix("CREDENCE_").lower(): value for name, value in store.items()}
    options = {"endpoint_url": names["s3_endpoint"], "bucket_name": names["s3_bucket"], "region_name": "us-east-1"}
    options |= {"access_key": names["s3_key"], "secret_key": names["s3_secret"]}
    stores = {
        "disk": {**STORAGES["disk"], "OPTIONS": {"location": disk}},
        "s3": {"BACKEND": "credence.media.gateway.s3.S3Shelf", "OPTIONS": options},
    }
    environment = settings.ENV.model_copy(update={**names, "media_store": kind})
    with override_settings(STORAGES={**STORAGES, **stores, "default": stores[kind]}, ENV=environment, VAR=disk.parent):
        yield


@pytest.fixture
def disk(store: dict[str, str], tmp_path: Path, db: None) -> Iterator[Path]:
    """Keep files on the disk of a site that knows an empty bucket."""
    for name in in_bucket(store):
        client_of(store).delete_object(Bucket=BUCKET, Key=name)
    with set_to("disk", store, tmp_path / "media"):
        for text in TEXTS:
            sha256 = hashlib.sha256(text).hexdigest()
            name = keep(lambda text=text: io.BytesIO(text), sha256=sha256, size=len(text), content_type="video/mp4")
            asset = make_asset(text)
            asset.file, asset.sha256 = name, sha256
            asset.save()
        yield tmp_path / "media"


def named(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files but for those that no row names."""
    return {name: content for name, content in files.items() if not name.startswith("test/")}


def moved(to: str, *words: str) -> list[str]:
    """Move, and return what was said at the end."""
    said = io.StringIO()
    call_command("move_media", "--to", to, *words, stdout=said)
    return said.getvalue().splitlines()[-2:]


def refused(to: str, *words: str) -> str:
    """Fail to move, and return why."""
    with pytest.raises(CommandError) as why:
        moved(to, *words)
    return str(why.value)


def test_files_go_to_the_bucket_and_back_and_are_removed_only_after_the_switch(
    disk: Path, store: dict[str, str]
) -> None:
    files = named(files_of(disk))
    there = "4 files, 0 MB, are on %s, read back by hash."
    first = moved("s3")
    assert (first[0], first[1][:28]) == (there % "s3", "Set CREDENCE_MEDIA_STORE=s3,")
    assert (named(files_of(disk)), in_bucket(store)) == (files, files)
    assert refused("s3", "--remove").startswith("The site still reads from disk, so nothing was removed. Set ")
    assert named(files_of(disk)) == files
    with set_to("s3", store, disk):
        assert moved("s3")[1] == "The site reads from there. `credence move-media --to s3 --remove` empties disk."
        assert moved("s3", "--remove") == [there % "s3", "4 were removed from disk."]
        assert (named(files_of(disk)), in_bucket(store)) == ({}, files)
        assert moved("s3", "--remove") == [there % "s3", "0 were removed from disk."]
        assert moved("disk")[0] == there % "disk"
    assert moved("disk", "--remove") == [there % "disk", "4 were removed from s3."]
    assert (named(files_of(disk)), in_bucket(store)) == (files, {})


def test_a_run_goes_on_where_another_was_stopped_and_puts_right_what_is_not_whole(
    disk: Path, store: dict[str, str]
) -> None:
    files = named(files_of(disk))
    whole, cut, altered, _ = files
    client = client_of(store)
    client.put_object(Bucket=BUCKET, Key=whole, Body=files[whole], ContentType="of/tests")
    client.put_object(Bucket=BUCKET, Key=cut, Body=files[cut][:-1])
    client.put_object(Bucket=BUCKET, Key=altered, Body=files[altered].swapcase())
    moved("s3")
    assert in_bucket(store) == files
    assert client.head_object(Bucket=BUCKET, Key=whole)["ContentType"] == "of/tests"


def test_a_file_that_is_lost_or_altered_is_named_all_others_are_copied_and_none_is_removed(
    disk: Path, store: dict[str, str]
) -> None:
    lost, altered, *_ = sorted(named(files_of(disk)))
    (disk / lost).unlink()
    (disk / altered).write_bytes(b"other bytes")
    left = files_of(disk)
    with set_to("s3", store, disk):
        for words in ([], ["--remove"]):
            assert refused("s3", *words) == (
                f"2 of 4 files are not where they are kept, or are altered: {lost}, {altered}. "
                "Put them back from a backup, then move again. All others were copied; nothing was removed."
            )
    assert files_of(disk) == left
    assert sorted(in_bucket(store)) == sorted(named(left).keys() - {altered})


def test_what_was_moved_already_need_not_lie_where_it_was(disk: Path, store: dict[str, str]) -> None:
    files = named(files_of(disk))
    moved("s3")
    for name in files:
        (disk / name).unlink()
    assert moved("s3")[0] == "4 files, 0 MB, are on s3, read back by hash."
    assert in_bucket(store) == files


def test_a_store_that_is_away_is_said_and_nothing_is_removed(disk: Path, store: dict[str, str]) -> None:
    before = files_of(disk)
    with set_to("s3", {**store, "CREDENCE_S3_ENDPOINT": "http://127.0.0.1:1"}, disk):
        assert refused("s3", "--remove").startswith("The store of files at http://127.0.0.1:1 could not be used (")
    assert files_of(disk) == before


def test_without_a_bucket_nothing_moves(disk: Path, store: dict[str, str]) -> None:
    with set_to("disk", {**store, "CREDENCE_S3_BUCKET": ""}, disk):
        assert refused("s3") == "No bucket is known. Set CREDENCE_S3_ENDPOINT and CREDENCE_S3_BUCKET first."


@pytest.mark.own_database
def test_a_site_whose_files_lie_in_a_bucket_is_backed_up_and_restored_into_another(tmp_path: Path) -> None:
    switch = {"CREDENCE_MEDIA_STORE": "s3"}
    with bucket() as one, bucket() as other, lived_in(tmp_path / "var") as site:
        run({**site, **one}, "credence", "move-media", "--to", "s3")
        files = named(files_of(tmp_path / "var/media"))
        run({**site, **one, **switch}, "credence", "backup", str(tmp_path / "backups"))
        assert (files_of(tmp_path / "backups/media"), in_bucket(one)) == (files, files)
        with empty_place(tmp_path / "new", "sqlite") as place:
            run({**place, **other, **switch}, "credence", "restore", str(tmp_path / "backups"))
        assert in_bucket(other) == files
    assert not (tmp_path / "new/media").exists()
