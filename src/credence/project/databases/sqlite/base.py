"""A connection to SQLite that is kept as long as the file at its path is the one that it opened."""

import os
from typing import Any

from django.db.backends.sqlite3 import base

File = tuple[int, int] | None


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens the file once a thread, and anew when another one has taken its place: after a restore, or a move."""

    _opened: File = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file, and remember which it is: looked up before, so that one that is changed now counts as new."""
        self._opened = _file_at(conn_params["database"])
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Return whether the file is still there; it is asked once a request."""
        return self._opened == _file_at(self.settings_dict["NAME"])


def _file_at(path: str | os.PathLike[str]) -> File:
    """Return what distinguishes a file from all others of the machine; None where there is none, as in memory."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
