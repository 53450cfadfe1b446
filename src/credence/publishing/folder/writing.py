"""Write YAML that people like to read: keys in order, long texts as blocks, small things on one line."""

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

WIDTH = 100
ROOM = 88


class _Dumper(yaml.SafeDumper):
    """Quotes what another reader might take for a number or a truth, but not days."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's interface
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's interface
        super().increase_indent(flow, indentless=False)

    def represent(self, data: Any) -> None:
        node = self.represent_data(data)
        if isinstance(node, MappingNode):
            node.flow_style = False
        self.serialize(node)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> MappingNode:  # noqa: ARG002, FBT001 - PyYAML's interface
        node = super().represent_mapping(tag, mapping, flow_style=False)
        node.flow_style = bool(node.value) and _fits(part for pair in node.value for part in pair)
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> SequenceNode:  # noqa: ARG002, FBT001 - PyYAML's interface
        node = super().represent_sequence(tag, sequence, flow_style=False)
        node.flow_style = _fits(iter(node.value))
        return node


def _fits(nodes: Any) -> bool:
    parts: list[Node] = list(nodes)
    return all(isinstance(part, ScalarNode) and not part.style for part in parts) and (
        sum(len(part.value) + 2 for part in parts) < ROOM
    )


def _text(dumper: _Dumper, text: str) -> ScalarNode:
    tag = "tag:yaml.org,2002:str"
    if "\n" in text:
        return dumper.represent_scalar(tag, f"{text}\n", style="|")
    if len(text) > ROOM:
        return dumper.represent_scalar(tag, f"{text}\n", style=">")
    return dumper.represent_scalar(tag, text)


_Dumper.add_representer(str, _text)


def dump(document: Any) -> str:
    """Return `document` as YAML that `loading.load` reads back to the same texts, but for white space at their ends."""
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
