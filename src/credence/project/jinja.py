"""What every Jinja2 page can use besides its own context."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import formats, timezone, translation
from django.utils.translation import trans_real
from jinja2 import Environment, StrictUndefined, pass_environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from credence.kit.brand import fingerprint, stylesheet
from credence.kit.clock import speed
from credence.kit.money import money
from credence.kit.routes import route


@lru_cache(maxsize=1000)
def _file(_storage: str, path: str) -> str:
    return static(path)


def _static(path: str) -> str:
    """Return the address of a file of ours; it is found once a process, as what is served is collected once."""
    return _file(str(settings.STORAGES["staticfiles"]), path)


_spoken: WeakKeyDictionary[Any, dict[Any, Markup]] = WeakKeyDictionary()
"""What was put together once, by the words of a language: other words begin anew."""
FEW = 1000
"""Sentences with a number below it are kept, which is to say those of days, attempts and chapters."""


def _kept(key: Any, say: Callable[[], str]) -> Markup:
    known = _spoken.setdefault(trans_real.catalog(), {})
    if key not in known:
        known[key] = Markup(say())  # noqa: S704 - our own words
    return known[key]


@pass_eval_context
def _gettext(context: EvalContext, message: str, **values: Any) -> str:
    """Translate a sentence of a page; it is looked up once a language, and put together once where it has no values."""
    if not context.autoescape:
        return translation.gettext(message) % values
    if values:
        return _kept((message,), lambda: translation.gettext(message)) % values
    return _kept(message, lambda: Markup(translation.gettext(message)) % {})  # noqa: S704 - our own words


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate a sentence in the form that goes with a number."""
    if not context.autoescape or not 0 <= num < FEW:
        said = translation.ngettext(singular, plural, num)
        return (Markup(said) if context.autoescape else said) % {"num": num, **values}  # noqa: S704 - our own words
    form = _kept((singular, plural, num), lambda: translation.ngettext(singular, plural, num))
    return form % {"num": num, **values}


@pass_environment
def _part(pages: Environment, page: str, **values: Any) -> Markup:
    """Return a part of a page that is rendered once for a language and the values, which are few.

    It is given nothing else: neither the request nor who is signed in, so that it is right for everybody.
    """
    key = pages, page, tuple(values.items()), _served()
    return _kept(key, lambda: pages.get_template(page).render(values))


@pass_environment
def _part_of_many(pages: Environment, page: str, **values: Any) -> Markup:
    """Return a part of a page that depends on its values alone, of which there are many: the last of them are kept.

    It is given nothing else, so that it is the same for whoever has the same values.
    """
    return _rendered(trans_real.catalog(), pages, page, tuple(values.items()), _served())


@lru_cache(maxsize=2000)
def _rendered(_words: Any, pages: Environment, page: str, values: tuple[Any, ...], _addresses: Any) -> Markup:
    return Markup(pages.get_template(page).render(dict(values)))  # noqa: S704 - our own page


def _served() -> tuple[str, str, str]:
    """Return by what addresses on a page can differ."""
    return settings.ROOT_URLCONF, get_script_prefix(), str(settings.STORAGES["staticfiles"])


def day(value: dt.date | str) -> str:
    """Word a calendar day, one in ISO text as frozen documents hold it, or that of a moment here: "March 1, 2026"."""
    value = dt.date.fromisoformat(value) if isinstance(value, str) else value
    value = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    return _day_in(translation.get_language(), value)


@lru_cache(maxsize=5000)
def _day_in(_language: str | None, value: dt.date) -> str:
    return formats.date_format(value, "DATE_FORMAT")


def month_name(value: dt.date) -> str:
    """Word the month of a day in few letters, as it stands under a column: "Mar"."""
    return formats.date_format(value, "M")


def moment(value: dt.datetime) -> str:
    """Word a moment in the site's zone, with the zone: "March 1, 2026, 4:05 p.m. EST"."""
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local:%Z}"


def number(value: int | Decimal) -> str:
    """Word a figure to be read in a column: 12,034, or 3,751.25 where it is no whole number by its nature."""
    return formats.number_format(value, decimal_pos=2 if isinstance(value, Decimal) else 0, force_grouping=True)


def amount(value: Decimal) -> str:
    """Word an amount of credit with no useless zeros: 1, 1.5, 0.25."""
    plain = value.normalize()
    return formats.number_format(plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain)


def page_language() -> str:
    """Return the language of the page that is being made, as `lang` wants it (BCP 47): "en-US"."""
    return translation.to_locale(translation.get_language() or settings.LANGUAGE_CODE).replace("_", "-")


def environment(**options: Any) -> Environment:
    """Build the environment: undefined names are errors, and strings go through gettext."""
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 - Django sets autoescape
    env.globals.update(
        kept_part=_part,
        part_of_many=_part_of_many,
        url=route,
        page_language=page_language,
        static=_static,
        site_name=settings.ENV.site_name,
        base_url=settings.ENV.base_url,
        brand_color=settings.ENV.brand_color,
        brand_mark=fingerprint(stylesheet(settings.ENV.brand_color)),
        logo=settings.ENV.logo,
        demo=settings.ENV.demo,
        clock_speed=speed,
    )
    env.filters.update(day=day, month_name=month_name, number=number, moment=moment, amount=amount, money=money)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(_=_gettext, ngettext=_ngettext)
    return env
