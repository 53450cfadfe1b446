"""Built styles and scripts hold to the oldest browsers that docs/browsers.md names."""

import re

import pytest

from credence.project.settings import ROOT

pytestmark = pytest.mark.same
BUILT = ROOT / "src/credence/project/static/built"
SCRIPTS = ROOT / "frontend/js"
BUILD = (ROOT / "frontend/build.mjs").read_text(encoding="utf-8")
DOCUMENT = (ROOT / "docs/browsers.md").read_text(encoding="utf-8")
Version = tuple[float, float, float]
NEVER = 999.0
NEWER_STYLES: dict[str, Version] = {
    r"light-dark\(": (123, 120, 17.5),
    r"@starting-style": (117, 129, 17.5),
    r"@scope\b": (118, 128, 17.4),
    r"@container style\(": (111, NEVER, 18),
    r"@position-try|anchor-name|position-anchor": (125, 147, 26),
    r"field-sizing": (123, NEVER, 26),
    r"interpolate-size|calc-size\(": (129, NEVER, NEVER),
    r"\bround\(|\bmod\(|\brem\(": (125, 118, 15.4),
    r"\bif\(": (137, NEVER, NEVER),
    r":popover-open": (114, 125, 17),
    r":user-(?:in)?valid": (119, 88, 16.5),
    r"::details-content": (131, 143, 18.4),
    r":state\(": (125, 126, 17.4),
    r"{[^{}]*[;{]\s*&": (112, 117, 16.5),
    r"color-mix\(": (111, 113, 16.2),
    r":has\(": (105, 121, 15.4),
    r"@container\b": (105, 110, 16),
    r"@layer\b": (99, 97, 15.4),
    r"\boklch\(|\boklab\(": (111, 113, 15.4),
}
"""What styles may say, and from which Chrome, Firefox and Safari on (https://caniuse.com)."""

NEWER_SCRIPTS: dict[str, Version] = {
    r"Promise\.withResolvers": (119, 121, 17.4),
    r"Promise\.try": (128, 134, 18.2),
    r"(?:Object|Map)\.groupBy": (117, 119, 17.4),
    r"Array\.fromAsync": (121, 115, 16.4),
    r"Iterator\.from|\.(?:toArray|drop)\(": (122, 131, 18.4),
    r"\.(?:union|intersection|difference|isSubsetOf)\(": (122, 127, 17),
    r"URL\.(?:canParse|parse)": (126, 126, 18),
    r"AbortSignal\.any": (116, 124, 17.4),
    r"AbortSignal\.timeout": (103, 100, 16),
    r"\.(?:show|hide|toggle)Popover|popoverTarget": (114, 125, 17),
    r"startViewTransition": (111, 144, 18),
    r"setHTMLUnsafe|getHTML\(": (125, 128, 18.2),
    r"\.moveBefore\(": (133, 144, NEVER),
    r"\bscheduler\.": (94, 142, NEVER),
    r"requestIdleCallback": (47, 55, NEVER),
    r"\.(?:toSorted|toReversed|toSpliced)\(": (110, 115, 16),
    r"\.(?:findLast|findLastIndex)\(": (97, 104, 15.4),
    r"navigation\.navigate": (102, 147, 26.2),
    r"scrollend": (114, 109, 26.2),
    r"Uint8Array\.fromBase64|\.toBase64\(": (140, 133, 18.2),
    r"/[a-z]*v[a-z]*\.(?:test|exec)\(": (112, 116, 17),
}
"""What scripts may ask a browser for; esbuild holds their syntax to the same browsers."""


def oldest() -> Version:
    """Return the oldest Chrome, Firefox and Safari, as the build has them."""
    found = re.search(r'\["chrome([\d.]+)", "firefox([\d.]+)", "safari([\d.]+)"\]', BUILD)
    assert found
    return (float(found[1]), float(found[2]), float(found[3]))


def beyond(text: str, table: dict[str, Version]) -> list[str]:
    """Return what a text uses that one of the oldest browsers has not."""
    too_new = {name for name, since in table.items() if any(map(float.__gt__, map(float, since), oldest()))}
    return sorted(name for name in too_new if re.search(name, text))


def asked_for(sheet: str) -> str:
    """Return a sheet without what it says only to browsers that know it: `@supports` and what stands in its braces."""
    while (at := sheet.find("@supports")) >= 0:
        end, depth = sheet.index("{", at) + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        sheet = sheet[:at] + sheet[end:]
    return sheet


def test_the_document_names_the_browsers_that_are_built_for() -> None:
    rows = re.findall(r"^\| (Chrome|Firefox|Safari)[^|]*\| ([\d.]+) \|", DOCUMENT, re.M)
    assert rows == [
        (name, f"{version:g}") for name, version in zip(("Chrome", "Firefox", "Safari"), oldest(), strict=True)
    ]


def test_styles_use_nothing_newer() -> None:
    sheets = sorted(BUILT.glob("*.css"))
    assert len(sheets) > 5
    found = {sheet.name: beyond(asked_for(sheet.read_text("utf-8")), NEWER_STYLES) for sheet in sheets}
    assert {name: newer for name, newer in found.items() if newer} == {}


def test_scripts_use_nothing_newer() -> None:
    scripts = sorted(SCRIPTS.rglob("*.js"))
    assert len(scripts) > 15
    assert {path.name: found for path in scripts if (found := beyond(path.read_text("utf-8"), NEWER_SCRIPTS))} == {}


def test_what_is_newer_would_be_found() -> None:
    assert beyond("a{color:light-dark(red,blue)}", NEWER_STYLES) == [r"light-dark\("]
    assert beyond("a{color:red;&:hover{color:blue}}", NEWER_STYLES) == [r"{[^{}]*[;{]\s*&"]
    assert beyond("const { promise } = Promise.withResolvers();", NEWER_SCRIPTS) == [r"Promise\.withResolvers"]
    assert asked_for("a{b:c}@supports (x: y){a{color:light-dark(red,blue)}}d{e:f}") == "a{b:c}d{e:f}"
    assert beyond("a:has(b){color:color-mix(in srgb,red,blue)}", NEWER_STYLES) == []


def test_leaving_a_form_warns_in_browsers_that_ask_for_a_value() -> None:
    assert "event.returnValue = true" in (SCRIPTS / "lib/guard.js").read_text("utf-8")
