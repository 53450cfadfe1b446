"""Documents lead where they say, in the repository as on the site, and every one can be found there."""

import re
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote

import pytest
from PIL import Image

from credence.learn.presenters.documents import everything
from credence.project.settings import ROOT
from tests.house.documents import anchors_of, links_of

pytestmark = pytest.mark.same
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LARGEST = 60_000
"""Bytes of a picture: whoever reads a guide on the way pays for them."""
LINK = re.compile(r'(?:href|src)="([^"]+)"')


def name_of(file: Path) -> str:
    """Return a file's path within the project."""
    return file.relative_to(ROOT).as_posix()


def faults_of(file: Path) -> list[str]:
    """Return the targets of a document's links that are not there."""
    return [target for target in links_of(file.read_text(encoding="utf-8")) if not is_there(file, target)]


def is_there(file: Path, target: str) -> bool:
    """Whether a link leads to a file and to a heading in it; other sites are not asked."""
    path, _, anchor = target.partition("#")
    if re.match(r"https?://|mailto:", path):
        return True
    aim = ROOT / normpath(join(Path(name_of(file)).parent.as_posix(), unquote(path))) if path else file
    if not anchor:
        return aim.exists()
    return aim.suffix == ".md" and anchor in anchors_of(aim.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", DOCUMENTS, ids=name_of)
def test_each_link_leads_to_a_file_and_a_heading_that_are_there(file: Path) -> None:
    assert faults_of(file) == []


def test_a_link_that_leads_nowhere_would_be_found(tmp_path: Path) -> None:
    operate = ROOT / "docs/operate.md"
    assert [
        is_there(operate, target)
        for target in ("rules.md", "rule.md", "#staff", "#staffs", "payments.md#staff", "../README.md#two-commands")
    ] == [True, False, True, False, False, True]


def test_every_document_has_its_place_in_help() -> None:
    listed = [each.file for each in everything()]
    assert sorted(listed) == [name_of(file) for file in sorted((ROOT / "docs").rglob("*.md"))]
    names = [each.name for each in everything()]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.django_db
def test_each_link_on_the_site_leads_to_a_page_and_a_heading_that_are_there(client) -> None:
    anchors = {f"/help/{each.name}/": [part.anchor for part in each.document.sections] for each in everything()}
    missing = []
    for each in everything():
        for target in LINK.findall(each.document.html):
            path, _, anchor = target.partition("#")
            is_there = re.match(r"https?://|/static/|/help/$|/help/#decisions$", target)
            if not is_there and (anchor or anchors[path][0]) not in anchors[path]:
                missing.append((each.name, target))
    assert missing == []
    assert 'id="decisions"' in client.get("/help/").content.decode()


def test_each_picture_is_small_shown_and_told_in_words() -> None:
    shown = {
        target: words
        for file in DOCUMENTS
        for words, target in re.findall(r"!\[([^\]]*)\]\((pictures/[^)]+)\)", file.read_text(encoding="utf-8"))
    }
    files = {f"pictures/{file.name}": file for file in (ROOT / "docs/pictures").iterdir()}
    assert sorted(shown) == sorted(files)
    assert [name for name, words in shown.items() if len(words) < 20 or not words.endswith(".")] == []
    assert [name for name, file in files.items() if file.stat().st_size > LARGEST] == []
    for file in files.values():
        with Image.open(file) as opened:
            assert opened.width == 1100
