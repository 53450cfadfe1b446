"""Of Bootstrap only those parts are built that pages use: no page names a class of its kind that nothing styles."""

import re

import pytest

from credence.project.settings import ROOT

pytestmark = pytest.mark.same
BUILT = ROOT / "src/credence/project/static/built"
GIVEN = re.compile(r"class=\"([^\"]*)\"|\"class\": \"([^\"]*)\"")
SAID = re.compile(r"{#.*?#}|{%.*?%}", re.DOTALL)
WORDS = r"(?:auto|start|end|center|between|baseline|middle|top|body|\d+|danger|warning|success|secondary|primary)"
KINDS = re.compile(
    rf"(?:[mp][tbsexy]?|g[xy]?|d|w|h|fw|fs|gap|col|row|offset|text|bg|border|rounded|align(?:-items|-self|-content)?|order"
    rf"|justify-content|flex|list|btn|alert|badge|card|form|table|overflow|position|float|font)(?:-(?:sm|md|lg|xl|xxl))?"
    rf"-(?:{WORDS}|[a-z]+)(?:-[a-z]+)*"
)
OURS = {"my-card-words"}
"""Names that only look like those of Bootstrap, and that nothing has to style."""


def named() -> set[str]:
    """Return every class that pages and forms name in full."""
    sources = [*ROOT.glob("src/credence/*/pages/**/*.html"), *ROOT.glob("src/credence/**/*.py")]
    texts = (SAID.sub(" ", path.read_text(encoding="utf-8")) for path in sources)
    lists = (first or second for text in texts for first, second in GIVEN.findall(text))
    return {
        word
        for given in lists
        for word in re.sub(r"{{.*?}}\S*", " ", given).split()
        if re.fullmatch(r"[a-z][\w-]*", word)
    }


def styled() -> set[str]:
    """Return every class that a built sheet styles."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in sorted(BUILT.glob("*.css")))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))


def test_every_class_of_bootstraps_kinds_that_a_page_names_is_styled() -> None:
    kinds = {name for name in named() if KINDS.fullmatch(name)}
    assert len(kinds) > 60
    assert kinds - styled() - OURS == set()


def test_what_every_page_needs_weighs_little() -> None:
    sizes = {path.name: path.stat().st_size for path in [*BUILT.glob("*.css"), *BUILT.glob("files/*")]}
    latin = sizes["inter-latin.woff2"] + sizes["source-serif-4-latin.woff2"]
    assert (latin <= 40_000, sizes["site.css"] <= 120_000) == (True, True)
