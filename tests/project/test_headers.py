"""What is sent with every answer, and what a wrong host leaves in the log."""

import logging
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.installations import ROOT, environment_of

NAMES = """
from django.conf import settings
from django.utils.module_loading import import_string
notices = import_string(settings.MESSAGE_STORAGE).storage_classes[0]
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, notices.cookie_name, settings.SESSION_COOKIE_PATH)
"""
PRODUCTION = {"CREDENCE_DEMO": "false", "CREDENCE_SECRET_KEY": "x" * 60, "CREDENCE_ALLOWED_HOSTS": "cme.hospital.test"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/courses/", "/sign-in/", "/nowhere/", "/healthz"])
def test_no_page_may_use_what_none_of_ours_asks_for(path):
    policy = Client().get(path)["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "usb=()"} <= set(policy)
    assert "publickey-credentials-get=()" not in policy  # passkeys


@pytest.mark.parametrize(
    ("changed", "names"),
    [(PRODUCTION, "__Host-sessionid __Host-csrftoken __Host-messages /"), ({}, "sessionid csrftoken messages /")],
    ids=["production", "demo"],
)
def test_cookies_of_production_are_of_this_host_alone(tmp_path, changed, names):
    command = [sys.executable, "-W", "ignore", "-m", "credence", "shell", "--no-imports", "-c", NAMES]
    environment = environment_of(tmp_path, "", **changed)
    done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.stdout.strip() == names, done.stderr


def test_a_wrong_host_is_one_line_of_the_log():
    logger = logging.getLogger("django.security.DisallowedHost")
    filters = settings.LOGGING["loggers"]["django.security.DisallowedHost"]["filters"]
    assert filters == ["one line"]
    record = logger.makeRecord(logger.name, logging.ERROR, "f", 1, "Invalid HTTP_HOST header", (), (None, None, None))
    assert all(each.filter(record) for each in logger.filters)
    assert len(logging.Formatter("{message}", style="{").format(record).splitlines()) == 1
