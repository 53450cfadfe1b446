"""Every sentence goes through gettext and reaches the translators; a language made here changes every visible one."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
import pytest
from allauth import __file__ as allauth
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from jinja2 import Environment

from credence.accounts.gateway.tries import TooOften
from credence.kit.countries import countries
from credence.learn.views import errors
from credence.project.jinja import amount, day, money
from credence.project.jinja import moment as clock
from credence.project.settings import ROOT
from credence.project.strings import collect
from tests.house.pseudo import LANGUAGE, Pseudo, pseudo_language, without
from tests.house.seeing import LETTERS, data, texts_of
from tests.house.walking import Address, addresses, path_of
from tests.house.world import World

pytestmark = pytest.mark.same
NAMES = ("Credence", "EST", "AMA PRA Category 1 Credit", "NPI", "ARRT", "PDF", "JSON", "QR", "XXXX-XXXX-XXXX-XXXX")
"""What is the same in every language."""


def refused_a_while(request: HttpRequest) -> HttpResponse:
    """Answer what was tried too often."""
    return errors.too_many_requests(request, TooOften(seconds=61, minutes=2))


ERRORS = (errors.bad_request, errors.too_large, errors.not_allowed, errors.closed, errors.not_found)
FAILURES = (refused_a_while, errors.failure, errors.expired_form)
RENAMED = re.compile(r"gettext(?:_lazy)? as (?!_\b)\w+|^\w+ = n?p?gettext(?:_lazy)?$", re.MULTILINE)
HTML = re.compile(r"<html ([^>]*)>")
ASKED = {"Accept-Language": LANGUAGE}
THIRD_PARTIES = (Path(django.__file__).parent, Path(allauth).parent)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return every sentence of the sources."""
    return collect(ROOT)


def ids(catalog: Catalog) -> set[str]:
    """Return every form of every sentence."""
    forms: set[str] = set()
    for message in catalog:
        forms |= {message.id} if isinstance(message.id, str) else set(message.id)
    return forms - {""}


@pytest.fixture(scope="module")
def of_others() -> set[str]:
    """Return the sentences of Django and django-allauth, which have their own translators."""
    found: set[str] = set()
    for package in THIRD_PARTIES:
        for file in sorted(package.glob("**/locale/de/LC_MESSAGES/django.po")):
            with file.open("rb") as opened:
                found |= ids(read_po(opened))
    return found


@pytest.fixture
def spoken() -> Iterator[Pseudo]:
    """Offer a language in which every sentence stands in brackets."""
    with pseudo_language() as language:
        yield language


def pages(world: World) -> Iterator[tuple[Address, str]]:
    """Return every page and list of the site as guests, learners, the careless and staff see it."""
    for address in addresses():
        path = path_of(address, world)
        for who in (None, world.learner, world.other, world.staff):
            client = Client(headers=ASKED)
            if who:
                client.force_login(who)
            for response in (client.get(path), client.post(path)):
                if response.get("Content-Type", "").startswith("text/html"):
                    yield address, response.content.decode()


def test_every_visible_sentence_goes_through_gettext_and_reaches_the_translators(
    world: World, spoken: Pseudo, catalog: Catalog, of_others: set[str]
) -> None:
    named = {name for _code, name in countries(LANGUAGE)}  # by CLDR, in every language
    known, unmarked, walked = [*data(), *NAMES], set(), set()
    for address, body in pages(world):
        walked.add(address.name)
        for text in texts_of(body):
            if text not in named and LETTERS.search(without(text, known)):
                unmarked.add((address.name, text))
    assert len(walked) > 30
    assert not unmarked, "\n".join(f"{name}: {text}" for name, text in sorted(unmarked))
    assert len(spoken.asked) > 200
    assert sorted(spoken.asked - ids(catalog) - of_others - {""}) == []


def test_every_page_names_the_language_that_it_is_in(world: World, spoken: Pseudo) -> None:
    client = Client(headers=ASKED)
    client.force_login(world.staff)
    answers = [client.get(path_of(address, world)) for address in addresses()]
    bodies = [answer.content.decode() for answer in answers if "html" in answer.get("Content-Type", "")]
    named = [language for body in bodies for language in HTML.findall(body)]
    assert len(named) > 50
    assert set(named) == {f'lang="{LANGUAGE}"'}
    assert HTML.findall(Client().get("/faq/").content.decode()) == ['lang="en-US"']


@pytest.mark.parametrize("page", [*ERRORS, *FAILURES], ids=lambda page: page.__name__)
def test_every_page_of_an_error_speaks_the_language(page: Callable[..., HttpResponse], spoken: Pseudo) -> None:
    with translation.override(LANGUAGE):
        body = page(RequestFactory().get("/")).content.decode()
    assert HTML.findall(body) == [f'lang="{LANGUAGE}"']
    assert [text for text in texts_of(body) if LETTERS.search(without(text, [*NAMES]))] == []


def test_sentences_of_code_pages_and_plurals_are_collected(tmp_path: Path) -> None:
    app = tmp_path / "src/credence/learn"
    (app / "pages").mkdir(parents=True)
    (app / "views.py").write_text('label = gettext_lazy("From code")\ncount = ngettext_lazy("%d day", "%d days")\n')
    (app / "pages/page.html").write_text('{{ _("From a page") }}{% trans %}A block{% endtrans %}')
    (tmp_path / "frontend/js").mkdir(parents=True)
    (tmp_path / "frontend/js/site.js").write_text('show(gettext("From a script"));')
    assert ids(collect(tmp_path)) == {"From code", "%d day", "%d days", "From a page", "A block", "From a script"}


def test_the_functions_of_gettext_have_no_names_that_the_collector_does_not_know() -> None:
    renamed = [
        f"{path.relative_to(ROOT)}: {words}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for words in RENAMED.findall(path.read_text(encoding="utf-8"))
    ]
    assert renamed == []


def test_a_language_is_made_updated_and_spoken(tmp_path: Path, settings: Any, catalog: Catalog) -> None:
    settings.VAR = tmp_path
    out = io.StringIO()
    call_command("strings", "es", into=tmp_path, stdout=out)
    total = len(catalog)
    assert out.getvalue().splitlines()[1] == f"es: {total} of {total} are not translated."
    file = tmp_path / "es/LC_MESSAGES/django.po"
    file.write_text(
        re.sub(r'msgid "My Courses"\nmsgstr ""', 'msgid "My Courses"\nmsgstr "Mis cursos"', file.read_text())
    )
    call_command("strings", "es", into=tmp_path, stdout=out)
    assert out.getvalue().splitlines()[3] == f"es: {total - 1} of {total} are not translated."
    settings.LOCALE_PATHS = [tmp_path]
    translation.trans_real._translations.clear()  # type: ignore[attr-defined]
    try:
        with translation.override("es"):
            assert translation.gettext("My Courses") == "Mis cursos"
    finally:
        translation.trans_real._translations.clear()  # type: ignore[attr-defined]


def test_an_unknown_language_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    with pytest.raises(CommandError, match="no language is no language that Babel knows"):
        call_command("strings", "no language", into=tmp_path, stdout=io.StringIO())


def test_the_template_can_be_written(tmp_path: Path, settings: Any, catalog: Catalog) -> None:
    settings.VAR = tmp_path
    call_command("strings", stdout=io.StringIO())
    with (tmp_path / "django.pot").open("rb") as file:
        assert ids(read_po(file)) == ids(catalog)


def test_days_moments_and_amounts_are_worded_in_the_readers_language(settings: Any) -> None:
    settings.LANGUAGES = [("en-us", "English"), ("de", "German")]
    moment = dt.datetime(2026, 3, 1, 21, 5, tzinfo=dt.UTC)
    worded = {}
    for language in ("en-us", "de"):
        with translation.override(language):
            worded[language] = (day(moment.date()), clock(moment), amount(Decimal("1.50")), money(Decimal(1250), "EUR"))
    assert worded == {
        "en-us": ("March 1, 2026", "March 1, 2026, 4:05 p.m. EST", "1.5", "1,250.00 EUR"),
        "de": ("1. März 2026", "1. März 2026 16:05 EST", "1,5", "1.250,00 EUR"),
    }


PAGES = sorted((ROOT / "src/credence").glob("*/pages/**/*.html"))


@pytest.mark.parametrize("page", PAGES, ids=[f"{page.parent.name}/{page.name}" for page in PAGES])
def test_no_page_holds_words_outside_gettext(page: Path) -> None:
    lexed = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).lex(page.read_text(encoding="utf-8"))
    written = "".join(words if kind == "data" else "\u241f" for _line, kind, words in lexed)
    left = {text for text in texts_of(written) if LETTERS.search(without(text, [*NAMES]))}
    assert left == set()
