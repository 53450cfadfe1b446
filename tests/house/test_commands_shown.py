"""Every command that a document shows is run by a test, or named with the reason why it cannot be."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from credence.project.backups import unsealing
from credence.project.setting_up import asking
from credence.project.settings import ROOT
from tests.house.commands_shown import SHOWN, RunBy
from tests.house.documents import code_of, code_words_of
from tests.house.test_documents import DOCUMENTS, name_of

pytestmark = pytest.mark.same
SETTING = re.compile(r"[A-Z_]+=\S*$")
WORDS = re.compile(r' ".*$')
"""What is told in words, and so can be other words."""
BEFORE_SETTINGS = {"setup": asking, "unseal": unsealing}
HELP = {"--help", "-h", "--version"}


def commands_of(file: Path) -> Iterator[str]:
    """Yield the commands in a document's code: lines of a console, and of code in no language."""
    for language, code in code_of(file.read_text(encoding="utf-8")):
        lines = code.splitlines() if language in ("", "console") else []
        for line in lines:
            command = re.sub(r"\s+#.*|^#.*", "", line.removeprefix("$ ")).removeprefix(".venv/bin/")
            if command and not SETTING.match(command):
                yield WORDS.sub("", command)


def all_commands() -> dict[str, str]:
    """Return every command with a document that shows it."""
    return {command: name_of(file) for file in DOCUMENTS for command in commands_of(file)}


def test_each_command_of_the_documents_is_in_the_table_of_how_it_is_tried() -> None:
    missing = {command: file for command, file in all_commands().items() if command not in SHOWN}
    assert missing == {}, "Say in tests/house/commands_shown.py which test runs it, or why none can."


def test_the_table_names_nothing_that_no_document_shows() -> None:
    assert set(SHOWN) - set(all_commands()) == set()


@pytest.mark.parametrize("command", [command for command, tried in SHOWN.items() if isinstance(tried, RunBy)])
def test_what_runs_a_command_is_where_the_table_says(command: str) -> None:
    tried = SHOWN[command]
    assert isinstance(tried, RunBy)
    assert tried.words in (ROOT / tried.file).read_text(encoding="utf-8")


def ours() -> dict[str, str]:
    """Return each command of `credence` that a document shows, in its code or among its words, with the document."""
    shown = {command: name_of(file) for file in DOCUMENTS for command in code_words_of(file.read_text("utf-8"))}
    return {
        command.removeprefix(".venv/bin/"): file
        for command, file in {**shown, **all_commands()}.items()
        if re.match(r"(?:\.venv/bin/)?credence [a-z]", command) and "…" not in command
    }


def options_of(name: str) -> set[str] | None:
    """Return the options that a command takes, None where there is no such command."""
    if name in BEFORE_SETTINGS:
        return set(re.findall(r"--[a-z-]+", Path(str(BEFORE_SETTINGS[name].__file__)).read_text("utf-8"))) | HELP
    app = get_commands().get(name.replace("-", "_"))
    if app is None:
        return None
    parser: ArgumentParser = load_command_class(str(app), name.replace("-", "_")).create_parser("credence", name)
    return {option for action in parser._actions for option in action.option_strings}


def test_each_command_of_ours_that_a_document_names_exists_with_its_options() -> None:
    unknown = []
    for command, file in ours().items():
        name, *words = shlex.split(command)[1:]
        options = options_of(name)
        asked = {word.partition("=")[0] for word in words if word.startswith("--")}
        if options is None or not asked <= options:
            unknown.append((file, command))
    assert unknown == []
    assert len(ours()) > 20


def test_each_script_that_a_document_names_is_there() -> None:
    named = {
        (name_of(file), words.split()[0])
        for file in DOCUMENTS
        for words in code_words_of(file.read_text("utf-8"))
        if words.startswith("script/")
    }
    assert {(file, script) for file, script in named if not (ROOT / script).is_file()} == set()
    assert len(named) > 10
