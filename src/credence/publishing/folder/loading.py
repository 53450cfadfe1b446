"""YAML, read strictly: plain scalars stay text, nothing is said twice, every value knows its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from yaml.composer import Composer, ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from credence.publishing.folder.faults import Fault
from credence.publishing.manuscript.fitting import DEEPEST, NO_TEXT
from credence.publishing.manuscript.flaws import Place

LARGEST = 1_000_000
NULL = "tag:yaml.org,2002:null"
CONTROL = gettext_lazy("This file holds a control character that YAML does not allow. Delete it.")
NOT_TO_KEEP = gettext_lazy("An escape such as \\0 or \\ud800 writes a character here that no text can hold. Delete it.")
EMPTY = gettext_lazy("This file is empty.")
DEEP = gettext_lazy("This is nested too deep.")


@dataclass(frozen=True)
class Source:
    """A file's values, and the line on which each of them stands."""

    path: str
    data: Any
    lines: Mapping[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """Return the line of the value at `place`, or of the nearest thing around it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


class _PlainResolver(BaseResolver):
    """Plain scalars are text, but for null and nothing."""


_PlainResolver.add_implicit_resolver(NULL, re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


class _Loader(Reader, Scanner, Parser, Composer, _PlainResolver):
    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise ComposerError(None, None, "aliases such as *name are not used here", mark)
        return super().compose_node(parent, index)


TAGS = {
    MappingNode: "tag:yaml.org,2002:map",
    SequenceNode: "tag:yaml.org,2002:seq",
    ScalarNode: "tag:yaml.org,2002:str",
}


class _Walk:
    """Turns nodes into values, noting lines and faults on the way."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []

    def blame(self, node: Node, sentence: str) -> None:
        self.faults.append(Fault(self.path, node.start_mark.line + 1, sentence))

    def value(self, node: Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if node.tag not in (TAGS.get(type(node)), NULL):
            self.blame(node, _("The tag {tag} is not used here. Write the value without it.").format(tag=node.tag))
            return None
        if isinstance(node, ScalarNode) and NO_TEXT.search(node.value):
            self.blame(node, str(NOT_TO_KEEP))
            return None
        if len(place) > DEEPEST:
            self.blame(node, str(DEEP))
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.value(each, (*place, index)) for index, each in enumerate(node.value)]
        return None if node.tag == NULL else node.value

    def mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.tag == NULL:
                self.blame(key_node, _("A key must be a word."))
                continue
            key = key_node.value
            if NO_TEXT.search(key):
                self.blame(key_node, str(NOT_TO_KEEP))
                continue
            if key in values:
                first = self.lines[(*place, key)]
                twice = _("`{key}` is written twice, first on line {line}. Keep one of them.")
                self.blame(key_node, twice.format(key=key, line=first))
                continue
            self.lines[(*place, key)] = key_node.start_mark.line + 1
            values[key] = self.value(value_node, (*place, key))
        return values


def load(raw: bytes, path: str) -> tuple[Source, list[Fault]]:
    """Read YAML from the bytes of a file that is shown to people as `path`; the source is empty where it is broken."""
    empty = Source(path, None, {})
    try:
        text = _text(raw)
        node = _Loader(text).get_single_node()
    except (yaml.YAMLError, RecursionError, _Unreadable) as error:
        return empty, [_syntax(path, error)]
    if node is None:
        return empty, [Fault(path, 1, str(EMPTY))]
    walk = _Walk(path)
    data = walk.value(node, ())
    return Source(path, data, walk.lines), walk.faults


class _Unreadable(Exception):
    def __init__(self, sentence: str, line: int = 1) -> None:
        super().__init__(sentence)
        self.line = line


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise _Unreadable(
            _("This file is larger than {most} MB. Keep texts and questions in it only.").format(
                most=LARGEST // 1_000_000
            )
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Unreadable(_("This file is not UTF-8 text. Save it as UTF-8."), line) from None
    if control := Reader.NON_PRINTABLE.search(text):
        raise _Unreadable(str(CONTROL), text.count("\n", 0, control.start()) + 1)
    return text


def _syntax(path: str, error: Exception) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return Fault(
            path, mark.line + 1 if mark else 1, _("This is not valid YAML: {problem}.").format(problem=_problem(error))
        )
    if isinstance(error, _Unreadable):
        return Fault(path, error.line, str(error))
    return Fault(path, 1, str(DEEP))


def _problem(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "it cannot be read"
    if problem == "mapping values are not allowed here":
        return _("a colon stands inside a text; put the text in quotes")
    if problem == "found character '\\t' that cannot start any token":
        return _("a tab stands where spaces must; indent with spaces")
    if problem.startswith("expected ',' or"):
        return _("a text inside { } or [ ] holds a sign that must be quoted; put the text in quotes")
    if problem == "but found another document":
        return _("a second document begins here with ---; keep one")
    return problem
