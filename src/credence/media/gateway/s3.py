"""A shelf on a store that speaks S3: the same names as on disk, whole objects only, read piece by piece.

Django asks for it where CREDENCE_MEDIA_STORE is `s3`, and `credence move-media` while files move; boto3 is loaded then.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from credence.media.gateway.shelf import StoreAway
from credence.media.rules.limits import SUFFIXES

LEAST, MOST = 262_144, 8_388_608
"""Bytes that are asked for at once: few where somebody jumps about, more the longer they read on."""
PATIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
)
"""The bucket stands in the path of each address, which every store understands. Waiting is in seconds."""
TYPES = {suffix: f"{kind}; charset=utf-8" if kind.startswith("text/") else kind for kind, suffix in SUFFIXES.items()}
Piece = tuple[bytes, int]
"""Some bytes of an object, and how many the whole has."""


class S3Shelf(S3Storage):
    """Keeps files in a bucket.

    Raises:
        StoreAway: from every method, where the store does not answer or refuses.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=PATIENT, file_overwrite=True, **options)

    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""
        with self._told():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Return the bytes of a file."""
        with self._told():
            return int(super().size(name))

    def delete(self, name: str) -> None:
        """Remove a file, if there is such a one."""
        with self._told():
            super().delete(name)

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """Return what a server in front is told of a file when it fetches one; a report has no suffix, and is not."""
        return {"ContentType": TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")}

    def _save(self, name: str, content: Any) -> str:
        with self._told():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise io.UnsupportedOperation(mode)
        return File(io.BufferedReader(Pieces(lambda first, last: self._piece(name, first, last)), LEAST), name)

    def _piece(self, name: str, first: int, last: int) -> Piece:
        with self._told():
            answer = self.connection.meta.client.get_object(
                Bucket=self.bucket_name, Key=name, Range=f"bytes={first}-{last}"
            )
            return answer["Body"].read(), int(answer["ContentRange"].rpartition("/")[2])

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a sentence what boto3 says by classes of its own."""
        try:
            yield
        except (BotoCoreError, Boto3Error, ClientError) as fault:
            if isinstance(fault, ClientError) and fault.response["Error"]["Code"] in ("404", "NoSuchKey"):
                raise FileNotFoundError(str(fault)) from fault
            raise StoreAway(
                f"The store of files at {self.endpoint_url} could not be used ({fault}). "
                "See that it runs and that the settings CREDENCE_S3_… are right, then try again."
            ) from fault


class Pieces(io.RawIOBase):
    """An object as a file that can be read from anywhere: `fetch` gives the bytes from a first to a last one."""

    def __init__(self, fetch: Callable[[int, int], Piece]) -> None:
        super().__init__()
        self._fetch = fetch
        self._at, self._window = 0, LEAST
        self._held, self._size = memoryview(b""), -1

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that reading may go on anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte, counted from the beginning or from here."""
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation
        place = offset + (self._at if whence == io.SEEK_CUR else 0)
        if place != self._at:
            self._at, self._held, self._window = place, memoryview(b""), LEAST
        return place

    def readinto(self, buffer: Any, /) -> int:
        """Fill `buffer` with what comes next, and return how many bytes that is; none at the end."""
        if not self._held and self._at != self._size:
            piece, self._size = self._fetch(self._at, self._at + self._window - 1)
            self._held = memoryview(piece)
            self._window = min(2 * self._window, MOST)
        given = self._held[: len(buffer)]
        buffer[: len(given)] = given
        self._held = self._held[len(given) :]
        self._at += len(given)
        return len(given)
