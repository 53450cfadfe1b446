"""A store that speaks S3, as a process of its own (moto), with a bucket."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import boto3
from attack.servers import LOOPBACK, ended, free_port, wait_until_listening

BUCKET = "courses"
KEY, SECRET = "key-of-tests", "secret-of-tests"


@contextmanager
def bucket(log: Path = Path(os.devnull)) -> Iterator[dict[str, str]]:
    """Run a store with an empty bucket, and give the settings that lead to it; files are not kept there yet.

    What it is asked for goes to `log`, a line each.
    """
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    with ended(process):
        wait_until_listening(port, process, "The store")
        settings = {
            "CREDENCE_S3_ENDPOINT": f"http://{LOOPBACK}:{port}",
            "CREDENCE_S3_BUCKET": BUCKET,
            "CREDENCE_S3_KEY": KEY,
            "CREDENCE_S3_SECRET": SECRET,
        }
        client_of(settings).create_bucket(Bucket=BUCKET)
        yield settings


def client_of(settings: dict[str, str]):
    """Return who asks the store past Credence."""
    return _client(settings["CREDENCE_S3_ENDPOINT"])


@cache
def _client(endpoint: str):
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
