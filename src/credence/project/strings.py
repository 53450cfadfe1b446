"""Every sentence that people see, collected for translators. The language of the source is American English."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "marked": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
REMARKS = ("Translators:",)
JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "newstyle_gettext": "true", "silent": "false"}
Method = tuple[str, dict[str, str]]


def method_of(file: Path) -> Method | None:
    """Return how sentences are found in a file, None if it has none."""
    if file.suffix == ".py" and "migrations" not in file.parts:
        return "python", {}
    if file.suffix in {".html", ".txt"} and "pages" in file.parts:
        return "jinja2", JINJA
    if file.suffix == ".js" and "static" not in file.parts:
        return "javascript", {}
    return None


def sources(root: Path) -> Iterator[tuple[Path, Method]]:
    """Return every file of the project below `root` in which sentences may stand, in order."""
    for folder in ("src/credence", "frontend/js"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and (method := method_of(file.relative_to(root))):
                yield file, method


def collect(root: Path) -> Catalog:
    """Return every sentence in the sources below `root`, with its places and the remarks for translators."""
    catalog = Catalog(project="Credence", fuzzy=False)
    for file, (method, options) in sources(root):
        place = file.relative_to(root).as_posix()
        for line, message, remarks, context in extract_from_file(
            method, file, keywords=KEYWORDS, comment_tags=REMARKS, options=options, strip_comment_tags=True
        ):
            catalog.add(message, None, [(place, line)], auto_comments=remarks, context=context)
    return catalog
