"""What one visit of a row asks of the database, and where its time goes: `script/bench --profile NAME`."""

from contextlib import ExitStack
from pathlib import Path

from bench.standing import Wanted, databases, installed, python


def profiled(folder: Path, wanted: Wanted, name: str) -> str:
    """Make an installation, let visitors of a row come to it without a server, and return what was seen, as text.

    Raises:
        Unfit: something could not be made, or an answer was wrong.
        NotStarted: the database did not come up.
    """
    with ExitStack() as servers:
        database, _ = servers.enter_context(databases(folder, wanted))
        environment, _ = installed(folder, database, wanted)
        kind = "PostgreSQL" if database else "SQLite"
        return f"{name} on {kind}\n{python(environment, 'bench.inside', name, str(folder / 'plan.json'))}"
