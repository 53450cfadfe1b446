"""What every Jinja2 page can use besides its own context."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from jinja2 import Environment, StrictUndefined

from credence.kit.brand import fingerprint, stylesheet
from credence.kit.clock import speed
from credence.kit.money import money


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def day(value: dt.date | str) -> str:
    """Word a calendar day, one in ISO text as frozen documents hold it, or that of a moment here: "March 1, 2026"."""
    value = dt.date.fromisoformat(value) if isinstance(value, str) else value
    value = timezone.localtime(value) if isinstance(value, dt.datetime) else value
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
        url=_url,
        page_language=page_language,
        static=static,
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
    return env
