"""Every setting an operator can make, typed and read from the environment (see docs/operate.md)."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from credence.project.proxies import networks

DEMO_KEY = "demo-only-secret-key-that-production-refuses-0123456789"


REAL, SANDBOX, SIMULATOR = "the real PayTrace", "PayTrace's sandbox", "a simulator"


def _kind_of(address: SplitResult) -> str:
    """Return which PayTrace an address leads to; what is not theirs by HTTPS is none of theirs."""
    host = address.hostname or ""
    if address.scheme != "https" or not host.endswith(".paytrace.com"):
        return SIMULATOR
    return SANDBOX if host.endswith(".sandbox.paytrace.com") else REAL


ONLY_TO_READ = "CREDENCE_ONLY_TO_READ"
"""Set by the command itself where it only says what it could do (`--help`): no setting counts then."""


class Environment(BaseSettings):
    """One field is one environment variable: `CREDENCE_` and the field's name in capitals.

    Production is the default; `CREDENCE_DEMO=true` opens the conveniences of a laptop. Outside the demo a
    missing secret key or host list stops the start with a sentence.
    """

    model_config = SettingsConfigDict(env_prefix="CREDENCE_", env_file=".env", extra="ignore", frozen=True)

    demo: bool = Field(default=False, description="Laptop conveniences: file outbox, demo key, no HTTPS.")
    secret_key: str = Field(default="", description="Signs sessions and links; at least 50 random characters.")
    allowed_hosts: str = Field(default="", description="Host names served, separated by commas.")
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="The site's own address, in letters and QR codes."
    )
    database_url: str = Field(default="", description="postgresql://user:password@host/name; empty means SQLite.")
    replica_url: str = Field(
        default="",
        pattern=r"^(postgresql://\S+)?$",
        description="A PostgreSQL that follows the database; long reports are read there.",
    )
    redis_url: str = Field(
        default="",
        repr=False,
        pattern=r"^(rediss?://\S+)?$",
        description="A Redis in which tries are counted and public pages kept for all processes.",
    )
    pgbouncer: bool = Field(
        default=False,
        description="PostgreSQL is reached through PgBouncer, by transaction.",
    )
    var: Path = Field(default=Path("var"), description="Folder for the SQLite database, media and the file outbox.")
    site_name: str = Field(default="Credence", description="The name in the header, in letters and page titles.")
    logo: str = Field(default="", description="Path of a logo (SVG or PNG) shown in the header instead of the name.")
    brand_color: str = Field(
        default="#0b5c8a", pattern=r"^#[0-9a-fA-F]{6}$", description="The site's main colour, as #rrggbb."
    )
    time_zone: str = Field(default="America/New_York", description="IANA zone in which pages show times.")
    registration: Literal["mailed-password", "own-password"] = Field(
        default="mailed-password",
        description="New learners get an initial password by mail, or choose one and confirm the address by a link.",
    )
    support_email: str = Field(default="support@localhost", description="Where support requests are mailed.")
    from_email: str = Field(default="Credence <no-reply@localhost>", description="Sender of every letter.")
    smtp_url: str = Field(
        default="",
        description="smtp://user:password@host:587/?tls=true; empty in the demo means the file outbox.",
    )
    privacy_contact: str = Field(default="", description="Who answers privacy questions; shown on the privacy page.")
    media_accel_prefix: str = Field(
        default="",
        description="Internal location for X-Accel-Redirect, for example /protected/; empty serves files itself.",
    )
    media_store: Literal["disk", "s3"] = Field(
        default="disk", description="Where files of courses are kept: in the folder, or in a bucket of S3."
    )
    s3_endpoint: str = Field(
        default="",
        pattern=r"^(https?://[^/?#\s]+)?$",
        description="Address of a store that speaks S3, such as https://s3.us-east-1.amazonaws.com.",
    )
    s3_bucket: str = Field(default="", description="The bucket for files of courses.")
    s3_region: str = Field(default="us-east-1", description="The region of that bucket.")
    s3_key: str = Field(default="", description="Who asks that store; empty leaves it to the machine's own role.")
    s3_secret: str = Field(default="", repr=False, description="What proves it.")
    signing_key: Path | None = Field(default=None, description="PKCS#12 file with which certificates are signed.")
    signing_passphrase: str = Field(default="", repr=False, description="Pass phrase of the signing key.")
    backup_passphrase: str = Field(
        default="",
        repr=False,
        description="Pass phrase that seals settings and keys in backups; at least 12 characters.",
    )
    unsigned: bool = Field(default=False, description="Certificates are meant to be without a signature.")
    timestamp_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Address of a time stamping authority (RFC 3161); empty means signatures without a stamp.",
    )
    retention_years: int = Field(
        default=7, ge=6, description="Years for which credit records are kept (R56: at least 6)."
    )
    paytrace_api: str = Field(default="", description="Address of PayTrace's API; empty means no payment by card.")
    paytrace_frame: str = Field(default="", description="Origin of PayTrace's card fields, for the page's policy.")
    paytrace_script: str = Field(default="", description="Address of PayTrace's script for the card fields.")
    paytrace_username: str = Field(default="", description="PayTrace's API user.")
    paytrace_password: str = Field(default="", repr=False, description="Password of that user.")
    paytrace_integrator: str = Field(default="", max_length=12, description="PayTrace's integrator id.")
    paytrace_merchant: int = Field(default=0, description="PayTrace's merchant id.")
    paytrace_patience: float = Field(default=40, gt=0, le=60, description="Seconds to wait for an authorization.")
    paytrace_sandbox: bool = Field(
        default=False, description="A staging site: cards go to PayTrace's sandbox, and nobody is charged."
    )
    statement_name: str = Field(default="", description="What card statements say; shown at checkout.")
    tax_line: str = Field(default="", description="What receipts say about tax; prices are what the course says.")
    refund_limit: str = Field(
        default="250.00",
        pattern=r"^\d{1,6}\.\d{2}$",
        description="A refund above it needs a second person of finance.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks of web servers in front, separated by commas; only they are believed.",
    )
    staff_idle_minutes: int = Field(
        default=120, ge=5, description="Minutes without use after which a session of the staff ends."
    )
    workers: int = Field(default=2, ge=1, description="Web server processes.")
    threads: int = Field(
        default=16, ge=1, le=200, description="Requests that one process answers at once, those that wait included."
    )
    hsts_subdomains: bool = Field(
        default=False, description="Browsers take every host below this one by HTTPS only, for two years."
    )
    hsts_preload: bool = Field(
        default=False, description="This host may be put on the list that browsers bring along: hard to take back."
    )
    log_format: Literal["line", "json"] = Field(default="line", description="The log as lines for people, or as JSON.")
    metrics_token: str = Field(
        default="", repr=False, description="Opens /metrics to whoever sends it; empty: there is no such page."
    )
    heartbeat_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Asked for by the worker every minute.",
    )
    backup_heartbeat_url: str = Field(
        default="", pattern=r"^(https?://\S+)?$", description="Asked for after each backup that was read back whole."
    )
    sentry_dsn: str = Field(
        default="", repr=False, description="Where faults are told (Sentry), without anything of who was there."
    )
    clock_speed: int = Field(
        default=1, ge=1, le=3600, description="Seconds of study that a second counts for; above 1 in the demo only."
    )

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if faults := [*self._faults_of_a_site(), *self._faults_of_payment()]:
            raise ValueError("\n".join(faults))
        return self

    def _faults_of_a_site(self) -> Iterator[str]:
        if not self.demo:
            yield from self._faults_of_a_real_site()
        if self.time_zone not in available_timezones():
            yield f"CREDENCE_TIME_ZONE is {self.time_zone!r}, which is not an IANA time zone."
        if self.unsigned and self.signing_key:
            yield "CREDENCE_UNSIGNED is true and CREDENCE_SIGNING_KEY names a key. Take one of them out."
        if self.media_store == "s3" and not self.has_bucket:
            yield "CREDENCE_MEDIA_STORE is s3, which also needs CREDENCE_S3_ENDPOINT and CREDENCE_S3_BUCKET."
        if self.replica_url and not self.database_url:
            yield "CREDENCE_REPLICA_URL needs CREDENCE_DATABASE_URL: SQLite has no replica. Set that, or take this out."
        if bool(self.s3_key) != bool(self.s3_secret):
            yield "CREDENCE_S3_KEY and CREDENCE_S3_SECRET belong together: set both, or neither."
        try:
            networks(self.trusted_proxies)
        except ValueError as fault:
            yield f"CREDENCE_TRUSTED_PROXIES must list addresses or networks: {fault}."

    @property
    def longest_authorization(self) -> float:
        """Return the seconds that the bank is waited for while somebody pays; 0 where no card is taken."""
        return self.paytrace_patience if self.paytrace_api else 0

    @property
    def _kinds_meant(self) -> tuple[str, ...]:
        if self.demo:
            return (SIMULATOR, SANDBOX)
        return (SANDBOX,) if self.paytrace_sandbox else (REAL,)

    def _faults_of_a_real_site(self) -> Iterator[str]:
        if len(self.secret_key) < 50:
            yield "CREDENCE_SECRET_KEY must hold at least 50 characters. Set it, or set CREDENCE_DEMO=true on a laptop."
        if not self.allowed_hosts:
            yield "CREDENCE_ALLOWED_HOSTS must name the hosts this site answers to."
        if "*" in self.allowed_hosts:
            yield "CREDENCE_ALLOWED_HOSTS must name hosts; '*' answers to anyone."
        if self.clock_speed != 1:
            yield "CREDENCE_CLOCK_SPEED must be 1: only a demo's time may run faster. Take the setting out."

    def _faults_of_payment(self) -> Iterator[str]:
        """Real money only where it is meant, and never the reverse (payments page, failure 40)."""
        for name in ("paytrace_api", "paytrace_frame", "paytrace_script"):
            address = urlsplit(getattr(self, name))
            if address.netloc and (kind := _kind_of(address)) not in self._kinds_meant:
                meant = " or ".join(self._kinds_meant)
                yield f"CREDENCE_{name.upper()} names {kind}, and this site takes {meant} only."
        if self.paytrace_api and not (self.paytrace_frame and self.paytrace_script and self.paytrace_merchant):
            yield "CREDENCE_PAYTRACE_API also needs CREDENCE_PAYTRACE_FRAME, _SCRIPT and _MERCHANT."

    @property
    def has_bucket(self) -> bool:
        """Whether it is known where files could be kept but on disk."""
        return bool(self.s3_endpoint and self.s3_bucket)

    @property
    def moves_money(self) -> bool:
        """Whether what is paid here is real."""
        return REAL in self._kinds_meant

    @property
    def hosts(self) -> list[str]:
        """The host names served."""
        return [host.strip() for host in self.allowed_hosts.split(",") if host.strip()]


class Unusable(Exception):
    """A file or folder that Credence needs cannot be used; the sentence says which, why and what to do."""


def environment() -> Environment:
    """Return what the operator set; the defaults, unchecked, where a command only says what it could do.

    Raises:
        ValidationError: a setting is missing or wrong; all of them are named at once.
        Unusable: the file `.env` is there and cannot be read, or is not in UTF-8.
    """
    if ONLY_TO_READ in os.environ:
        return Environment.model_construct()
    try:
        return Environment()
    except OSError as refused:
        raise Unusable(_sentence(Path(".env").resolve(), refused, "Let this user read it.")) from refused
    except UnicodeDecodeError as fault:
        raise Unusable(f"{Path('.env').resolve()} cannot be used: it is not in UTF-8. Save it in UTF-8.") from fault


def folder(path: Path) -> Path:
    """Return the absolute path of a folder that can be read and written, made if it was not there.

    Raises:
        Unusable: it cannot.
    """
    whole = path.resolve()
    if ONLY_TO_READ in os.environ:
        return whole
    try:
        whole.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=whole):
            return whole
    except OSError as refused:
        advice = "Let this user read and write it, or name another folder by CREDENCE_VAR."
        raise Unusable(_sentence(whole, refused, advice)) from refused


def _sentence(path: Path, refused: OSError, advice: str) -> str:
    return f"{path} cannot be used: {refused.strerror}. {advice}"
