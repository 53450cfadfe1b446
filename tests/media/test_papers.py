"""credence.media.gateway.papers: only pages, whole ones, and within bounds."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from credence.media.gateway.paper_reading import read
from credence.media.gateway.papers import inspect
from credence.media.rules.files import Paper, Unfit
from credence.media.rules.limits import MOST_PAGES
from tests.media.papers import ACTING, BROKEN, QUIET, WHOLE, by_hand, paper, plain, written


def kept(folder: Path, contents: bytes) -> Path:
    """Return a PDF of these bytes."""
    (folder / "a.pdf").write_bytes(contents)
    return folder / "a.pdf"


def refusal(path: Path, look: Callable[[Path], Paper] = read) -> tuple[str, dict[str, object]]:
    """Return the code and data with which a PDF is refused."""
    with pytest.raises(Unfit) as refused:
        look(path)
    return refused.value.code, refused.value.data


@pytest.mark.parametrize("name", ACTING)
def test_a_pdf_that_does_more_than_show_pages_is_refused(tmp_path: Path, name: str) -> None:
    contents, code, data = ACTING[name]
    assert refusal(kept(tmp_path, contents)) == (code, data)


@pytest.mark.parametrize("name", QUIET)
def test_a_pdf_may_hold_links_and_lead_to_its_own_pages(tmp_path: Path, name: str) -> None:
    assert read(kept(tmp_path, QUIET[name])) == Paper(pages=1, words=0, figures=0)


@pytest.mark.parametrize("name", BROKEN)
def test_a_pdf_that_is_not_whole_or_too_heavy_is_refused(tmp_path: Path, name: str) -> None:
    contents, code = BROKEN[name]
    assert refusal(kept(tmp_path, contents))[0] == code


def test_a_pdf_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    assert read(kept(tmp_path, WHOLE)).pages == 20
    ends = range(1, 10)
    cut = [refusal(kept(tmp_path, WHOLE[: len(WHOLE) * tenth // 10]))[0] for tenth in ends]
    assert cut == ["cut-off" for _ in ends]


def test_as_many_pages_as_there_may_be_are_taken_and_not_one_more(tmp_path: Path) -> None:
    assert read(kept(tmp_path, paper(pages=MOST_PAGES))).pages == MOST_PAGES
    assert refusal(kept(tmp_path, paper(pages=MOST_PAGES + 1))) == ("too-many-pages", {"most": MOST_PAGES})


def test_a_process_tells_what_it_found(tmp_path: Path) -> None:
    assert inspect(kept(tmp_path, WHOLE)) == Paper(pages=20, words=0, figures=0)
    contents, code, data = ACTING["a script in disguise"]
    assert refusal(kept(tmp_path, contents), inspect) == (code, data)


def test_forms_that_hold_each_other_are_looked_at_once(tmp_path: Path) -> None:
    names = b" ".join(b"/F%d %d 0 R" % (number, number) for number in range(4, 404))
    form = b"<< /Subtype /Form /Length 0 /Resources << /XObject << %s >> >> >>\nstream\n\nendstream" % names
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << %s >> >> >>" % names
    parts = plain(n3=page) | dict.fromkeys(range(4, 404), form)
    assert inspect(kept(tmp_path, by_hand(parts)), seconds=60) == Paper(pages=1, words=0, figures=0)


def test_what_takes_more_work_than_it_may_is_refused(tmp_path: Path) -> None:
    slow = kept(tmp_path, written(b"BT /F 9 Tf (a) Tj ET\n" * 1_000_000))
    began = time.monotonic()
    assert refusal(slow, lambda path: inspect(path, seconds=2)) == ("too-heavy", {})
    assert time.monotonic() - began < 30
