"""credence.media.actions."""

import datetime as dt
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from credence.media.actions import shelve, store, store_probed
from credence.media.gateway.probe import probe
from credence.media.models import Asset
from credence.media.queries import assets_by_hash
from credence.media.rules.files import Changed, Unfit
from tests.media.clips import make_pdf, make_picture

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def stored(folder: Path) -> list[str]:
    """Return the names of all files in a folder and below."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_file_is_stored_under_the_name_of_its_contents(tmp_path: Path, media_folder: Path) -> None:
    path = make_pdf(tmp_path / "Treat.pdf")
    asset = store(path=path, kind="pdf", name="Treat.pdf", now=NOW)
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (asset.sha256, asset.kind, asset.name, asset.content_type, asset.size, asset.pages, asset.created_at) == (
        sha,
        "pdf",
        "Treat.pdf",
        "application/pdf",
        path.stat().st_size,
        2,
        NOW,
    )
    assert stored(media_folder) == [f"{sha[:2]}/{sha[2:4]}/{sha}.pdf"] == [asset.file.name]
    assert (media_folder / asset.file.name).read_bytes() == path.read_bytes()


@pytest.mark.django_db
def test_the_same_bytes_are_stored_once_whatever_their_name(tmp_path: Path, media_folder: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf")
    first = store(path=path, kind="pdf", name="a.pdf", now=NOW)
    second = store(path=path.rename(tmp_path / "b.pdf"), kind="pdf", name="b.pdf", now=NOW + dt.timedelta(days=1))
    assert first == second
    assert (Asset.objects.count(), len(stored(media_folder)), second.name) == (1, 1, "a.pdf")


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing(tmp_path: Path, media_folder: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("not a PDF")
    with pytest.raises(Unfit):
        store(path=path, kind="pdf", name="a.pdf", now=NOW)
    assert (Asset.objects.count(), stored(media_folder)) == (0, [])


@pytest.mark.django_db
def test_a_file_that_changed_after_it_was_looked_at_is_refused(tmp_path: Path, media_folder: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf")
    found = probe(path, "pdf")
    make_pdf(path, pages=3)
    with pytest.raises(Changed):
        store_probed(path=path, found=found, name="a.pdf", now=NOW)
    assert (Asset.objects.count(), stored(media_folder)) == (0, [])


@pytest.mark.django_db
def test_of_a_picture_is_kept_what_is_shown(tmp_path: Path, media_folder: Path) -> None:
    path, exif = tmp_path / "a.jpg", Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (32, 24)).save(path, exif=exif)
    asset = store(path=path, kind="picture", name="a.jpg", now=NOW)
    kept = media_folder / asset.file.name
    assert (asset.width, asset.height, asset.size) == (24, 32, kept.stat().st_size)
    assert asset.sha256 == hashlib.sha256(kept.read_bytes()).hexdigest() == probe(kept, "picture").sha256


def test_a_picture_that_became_none_is_refused_as_changed(tmp_path: Path, media_folder: Path) -> None:
    path = make_picture(tmp_path / "a.png")
    found = probe(path, "picture")
    path.write_text("gone")
    with pytest.raises(Changed):
        shelve(path=path, found=found)
    assert stored(media_folder) == []


def test_half_a_file_left_by_a_crash_is_replaced(tmp_path: Path, media_folder: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf")
    found = probe(path, "pdf")
    name = shelve(path=path, found=found)
    (media_folder / name).write_bytes(b"%PDF-1.7 half")
    assert shelve(path=path, found=found) == name
    assert (media_folder / name).read_bytes() == path.read_bytes()


def test_many_may_keep_the_same_bytes_at_once(tmp_path: Path, media_folder: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf")
    found = probe(path, "pdf")
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: shelve(path=path, found=found), range(32)))
    assert stored(media_folder) == list(names)
    assert (media_folder / names.pop()).read_bytes() == path.read_bytes()


@pytest.mark.django_db
def test_assets_are_found_by_hash_in_one_query(tmp_path: Path, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    assets = [store(path=make_pdf(tmp_path / "a.pdf", pages=n), kind="pdf", name="a.pdf", now=NOW) for n in (1, 2, 3)]
    with django_assert_num_queries(1):
        assert assets_by_hash([assets[0].sha256, assets[2].sha256, "0" * 64]) == {
            assets[0].sha256: assets[0],
            assets[2].sha256: assets[2],
        }
