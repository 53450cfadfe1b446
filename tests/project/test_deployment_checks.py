"""`credence check --deploy` says of each unsafe or useless setting what to do, and nothing where all is well."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from credence.project.environment import Environment

WELL = {
    "secret_key": "x" * 60,
    "allowed_hosts": "cme.hospital.test",
    "base_url": "https://cme.hospital.test",
    "smtp_url": "smtp://mail.hospital.test:587/?tls=true",
    "support_email": "cme@hospital.test",
    "from_email": "Hospital CME <cme@hospital.test>",
    "privacy_contact": "privacy@hospital.test",
    "backup_passphrase": "kept in the safe",
    "unsigned": True,
}


@pytest.fixture
def found(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Return what is said of a site that is set up well but for some settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("CREDENCE_DEMO", "CREDENCE_DATABASE_URL", "CREDENCE_TEST_FOLDER", "CREDENCE_VAR"):
        monkeypatch.delenv(name, raising=False)

    def said(**changed: Any) -> list[str]:
        settings.ENV = Environment(_env_file=None, **{**WELL, **changed})
        settings.VAR = tmp_path
        settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.hospital.test", "tls=true" in settings.ENV.smtp_url
        ours = (each.id for each in run_checks(include_deployment_checks=True) if each.id.startswith("credence."))
        return sorted({str(each) for each in ours} - {"credence.W020", "credence.W022"})

    return said


def test_of_a_site_that_is_set_up_well_nothing_is_said(found):
    assert found() == []
    for endpoint in ("https://store.hospital.test", "http://127.0.0.1:9000"):
        assert found(s3_endpoint=endpoint) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"base_url": "http://cme.hospital.test"}, "credence.E030"),
        ({"base_url": "https://other.hospital.test"}, "credence.E031"),
        ({"support_email": "support@localhost"}, "credence.E032"),
        ({"from_email": "Credence <no-reply@example.org>"}, "credence.E032"),
        ({"smtp_url": ""}, "credence.E033"),
        ({"smtp_url": "smtp://mail.hospital.test:25/"}, "credence.W034"),
        ({"privacy_contact": ""}, "credence.W035"),
        ({"backup_passphrase": ""}, "credence.W040"),
        ({"backup_passphrase": "too short"}, "credence.W040"),
        ({"s3_endpoint": "http://store.hospital.test:9000"}, "credence.W043"),
    ],
    ids=str,
)
def test_one_unsafe_setting_is_said_and_no_other(found, changed, said):
    assert found(**changed) == [said]


def test_a_setting_whose_name_is_mistyped_is_told(found, monkeypatch):
    monkeypatch.setenv("CREDENCE_SUPORT_EMAIL", "cme@hospital.test")
    assert found() == ["credence.W041"]


def test_a_mistyped_line_of_the_file_of_settings_is_told(found, tmp_path):
    (tmp_path / ".env").touch(mode=0o600)
    (tmp_path / ".env").write_text("CREDENCE_SIGNING_KY=/etc/credence.p12\n")
    assert found() == ["credence.W041"]


def test_a_file_of_settings_that_everybody_can_read_is_told(found, tmp_path):
    (tmp_path / ".env").touch(mode=0o600)
    assert found() == []
    (tmp_path / ".env").chmod(stat.S_IRUSR | stat.S_IROTH)
    assert found() == ["credence.W042"]
