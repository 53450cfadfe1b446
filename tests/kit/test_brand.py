"""The site's color can be read on every surface of both themes, whatever color it is."""

import re

import pytest

from credence.kit.brand import DARK_PAGE, LIGHT_PAGE, WHITE, contrast, fingerprint, readable, shades, stylesheet

COLORS = ["#0b5c8a", "#ffffff", "#000000", "#ffd400", "#7a0019", "#00ff00", "#8c8c8c", "#ff00aa"]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == 21
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#777777") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("color", COLORS)
def test_words_in_any_color_can_be_read(color: str) -> None:
    light, dark = shades(color)["light"], shades(color)["dark"]
    pairs = [
        (light["accent"], LIGHT_PAGE),
        (light["accent"], light["accent-quiet"]),
        (light["accent-fill"], WHITE),
        (light["accent-fill-strong"], WHITE),
        (dark["accent"], DARK_PAGE),
        (dark["accent"], dark["accent-quiet"]),
        (dark["accent-fill"], WHITE),
        (dark["accent-fill-strong"], WHITE),
    ]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_a_color_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#0b5c8a", WHITE) == "#0b5c8a"


def test_the_style_sheet_gives_each_theme_its_shades() -> None:
    sheet = stylesheet("#0b5c8a")
    assert re.findall(r"([^{}]+)\{", sheet) == [":root", "[data-bs-theme=dark]"]
    assert "--brand:#0b5c8a;" in sheet
    assert fingerprint(sheet) != fingerprint(stylesheet("#0b5c8b"))
