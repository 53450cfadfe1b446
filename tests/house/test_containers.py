"""The image and the compose file name what is there, settings that exist, and hold no secret."""

import re
import subprocess
from typing import Any

import pytest
import yaml

from credence.project.environment import Environment
from credence.project.settings import ROOT

pytestmark = pytest.mark.same
DEPLOY = ROOT / "deploy"
SETTINGS = {f"CREDENCE_{name.upper()}" for name in Environment.model_fields}


def composed() -> dict[str, Any]:
    """Return the compose file."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def of_ours() -> dict[str, dict[str, Any]]:
    """Return the services that run the image of this project."""
    return {name: each for name, each in composed()["services"].items() if each["image"] == "credence"}


def test_the_services_of_ours_are_given_settings_that_exist() -> None:
    given = {name for each in of_ours().values() for name in each["environment"]}
    assert given - SETTINGS == set()
    assert list(of_ours()) == ["prepare", "web", "worker"]


def test_services_of_ours_can_write_nowhere_but_to_the_sites_files_and_can_do_nothing_that_root_can() -> None:
    walls = ("read_only", "cap_drop", "security_opt", "volumes")
    assert {tuple(str(each[wall]) for wall in walls) for each in of_ours().values()} == {
        ("True", "['ALL']", "['no-new-privileges:true']", "['files:/var/lib/credence']")
    }


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name, each in composed()["services"].items() if "ports" in each] == ["nginx"]


def test_what_is_mounted_is_there() -> None:
    mounted = [each.split(":")[0] for each in composed()["services"]["nginx"]["volumes"] if each.startswith("./")]
    assert [each for each in mounted if not (DEPLOY / each).exists()] == ["./tls"]


def test_no_password_stands_in_a_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text() + (DEPLOY / "Containerfile").read_text()
    assert re.findall(r"(?i)(?:password|secret|passphrase)\S*\s*[:=]\s*[\"']?(?!\$|\"\$)(\w{3,})", text) == []


def test_nginx_of_the_image_has_every_marked_value_of_the_shipped_file_replaced(tmp_path) -> None:
    to = tmp_path / "credence.conf"
    command = [str(DEPLOY / "nginx-in-container.sh"), str(DEPLOY / "nginx.conf"), str(to)]
    subprocess.run(command, env={"CREDENCE_HOST": "cme.hospital.test", "PATH": "/usr/bin:/bin"}, check=True)
    lines = [line.strip() for line in to.read_text().splitlines() if "# <-" in line]
    assert [line for line in lines if re.search(r"cme\.example\.org|127\.0\.0\.1\b|127\.0\.0\.53", line)] == []
    assert [line.split(";")[0] for line in lines if "server_name" in line] == ["server_name cme.hospital.test"] * 2


def test_the_image_is_of_the_release_of_python_with_which_everything_is_tested() -> None:
    stages = re.findall(r"^FROM (\S+)", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert (len(stages), set(stages)) == (2, {"docker.io/library/python:3.11-slim-bookworm"})


def test_nginx_of_the_image_reaches_the_bucket_that_the_settings_name(tmp_path) -> None:
    to, where = tmp_path / "credence.conf", {"CREDENCE_HOST": "cme.hospital.test", "PATH": "/usr/bin:/bin"}
    command = [str(DEPLOY / "nginx-in-container.sh"), str(DEPLOY / "nginx.conf"), str(to)]
    for endpoint in ("https://store.hospital.test:9000", "https://s3.us-east-1.amazonaws.com"):
        subprocess.run(command, env={**where, "CREDENCE_S3_ENDPOINT": endpoint}, check=True)
        assert f'default "{endpoint}";' in to.read_text()
