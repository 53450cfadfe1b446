"""docs/operate.md names every setting with its default, and no other."""

from typing import Any

from credence.project.environment import Environment
from credence.project.settings import ROOT

PREFIX = "CREDENCE_"


def documented() -> dict[str, list[str]]:
    """Return default, meaning and advice for each setting of the table."""
    lines = (ROOT / "docs/operate.md").read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith(f"| `{PREFIX}")
    ]
    return {name.strip("`"): rest for name, *rest in cells}


def written(default: Any) -> str:
    """Return a default as the table writes it."""
    if default is None:
        return "none"
    if default == "":
        return "empty"
    return f"`{default}`"


def test_every_setting_is_documented_with_its_default_and_no_other() -> None:
    fields = Environment.model_fields
    assert {name: rest[0] for name, rest in documented().items()} == {
        PREFIX + name.upper(): written(field.default) for name, field in fields.items()
    }


def test_settings_stand_in_the_order_of_the_code() -> None:
    assert list(documented()) == [PREFIX + name.upper() for name in Environment.model_fields]


def test_every_setting_says_what_it_means_and_what_to_do_in_production() -> None:
    assert {name for name, rest in documented().items() if len(rest) != 3 or not all(rest)} == set()


def test_the_code_describes_every_setting() -> None:
    assert {name for name, field in Environment.model_fields.items() if not field.description} == set()
