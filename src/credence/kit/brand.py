"""The site's main color, and the shades of it that can be read in both themes (WCAG 2.2 AA)."""

import colorsys
import hashlib

Color = tuple[float, float, float]

WHITE = "#ffffff"
LIGHT_PAGE = "#f1f4f5"  # the darkest surface of the light theme on which a link may stand
DARK_PAGE = "#1f2a32"  # the lightest surface of the dark theme
TEXT = 4.7  # AA asks for 4.5; the rest is for tints of the color itself behind the words
STEP = 0.004


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two #rrggbb colors, from 1 to 21."""
    lower, higher = sorted((_luminance(one), _luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def readable(color: str, on: str, *, lighter: bool = False) -> str:
    """Return `color`, made darker (or lighter) only as far as text in it needs to be read on `on`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    while contrast(color, on) < TEXT and 0 <= lightness <= 1:
        lightness += STEP if lighter else -STEP
        color = _hex(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness)), saturation))
    return color


def mix(color: str, other: str, share: float) -> str:
    """Return `share` (0 to 1) of `color` in `other`."""
    return _hex(tuple(a * share + b * (1 - share) for a, b in zip(_parts(color), _parts(other), strict=True)))


def shades(color: str) -> dict[str, dict[str, str]]:
    """Return the custom properties of each theme.

    `accent` is for links, lines and marks; `accent-fill` for buttons with white words, `accent-fill-strong` for
    them under the pointer; `accent-quiet` is a tint behind words, `accent-line` the edge of such a tint.
    """
    light = readable(color, LIGHT_PAGE)
    dark = readable(_calm(color), DARK_PAGE, lighter=True)
    fill = readable(dark, WHITE)
    return {
        "light": {
            "accent": light,
            "accent-strong": mix(light, "#000000", 0.8),
            "accent-fill": light,
            "accent-fill-strong": mix(light, "#000000", 0.82),
            "accent-quiet": mix(light, WHITE, 0.07),
            "accent-line": mix(light, WHITE, 0.28),
        },
        "dark": {
            "accent": dark,
            "accent-strong": mix(dark, WHITE, 0.8),
            "accent-fill": fill,
            "accent-fill-strong": mix(fill, "#000000", 0.85),
            "accent-quiet": mix(dark, "#10171d", 0.12),
            "accent-line": mix(dark, "#10171d", 0.38),
        },
    }


def stylesheet(color: str) -> str:
    """Return the style sheet that gives `color` to the site."""
    themes = shades(color)
    return (
        f":root{{--brand:{color};{_properties(themes['light'])}}}[data-bs-theme=dark]{{{_properties(themes['dark'])}}}"
    )


def fingerprint(sheet: str) -> str:
    """Return the name under which a style sheet may be kept for ever."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:12]


def _properties(theme: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};--{name}-rgb:{_rgb(value)};" for name, value in theme.items())


def _calm(color: str) -> str:
    """Return `color` without the glare that a strong one has on a dark page."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    return _hex(colorsys.hls_to_rgb(hue, lightness, min(saturation, 0.6)))


def _parts(color: str) -> Color:
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _rgb(color: str) -> str:
    return ", ".join(str(round(part * 255)) for part in _parts(color))


def _luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
