"""Django's settings. What an operator may choose comes from `environment`; the rest is decided here."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from credence.kit.replica import REPLICA
from credence.project.environment import DEMO_KEY, environment, folder

django_stubs_ext.monkeypatch()  # before any model is read

ENV = environment()
PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
VAR = folder(ENV.var)
COUNTED_IN = ENV.metrics_token and os.environ.setdefault(
    "PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics" / str(os.getpid()))
)
"""Where the processes of one web server count their requests, and tell of themselves alone; empty: nobody asks."""

DEBUG = False
SECRET_KEY = ENV.secret_key or DEMO_KEY
ALLOWED_HOSTS = ENV.hosts or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENV.base_url] if ENV.base_url.startswith("https://") else []
ROOT_URLCONF = "credence.project.urls"
WSGI_APPLICATION = "credence.project.wsgi.application"

INSTALLED_APPS = [
    "credence.audit",
    "credence.outbox",
    "credence.media",
    "credence.accounts",
    "credence.catalog",
    "credence.support",
    "credence.enrollment",
    "credence.progress",
    "credence.assessment",
    "credence.evaluation",
    "credence.commerce",
    "credence.credit",
    "credence.journey",
    "credence.publishing",
    "credence.reporting",
    "credence.learn",
    "credence.backoffice",
    "credence.hooks",
    "credence.project",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "credence.project.public_pages.PublicPagesFirst",
    "django.middleware.security.SecurityMiddleware",
    "credence.project.headers.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "credence.project.headers.FilesUnlikePages",
    "credence.project.compression.PageCompression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "credence.accounts.gateway.sessions.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "credence.project.page_owners.PageOwners",
    "credence.project.staff_door.StaffDoor",
    "credence.project.limits.LimitedTries",
]

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.csrf",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "credence.project.page_owners.marked_forms",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / face / "pages" for face in ("project", "learn", "backoffice", "hooks")],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "credence.project.jinja.environment",
            "context_processors": CONTEXT_PROCESSORS,
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "credence.project.form_parts.FormParts"


KEPT_OPEN = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
"""A thread keeps its connection, and looks before each request whether it still leads to the database."""


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "credence.project.databases.sqlite",
            "NAME": VAR / "credence.sqlite3",
            **KEPT_OPEN,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;",
            },
        }
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "credence.project.databases.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"connect_timeout": "3", "prepare_threshold": 2, **options},
        "DISABLE_SERVER_SIDE_CURSORS": ENV.pgbouncer,  # they outlive a transaction
        **KEPT_OPEN,
    }


def _replica(url: str) -> dict[str, Any]:
    """Where reports are read, and nothing can be written, even if it is no replica."""
    found = _database(url)
    return {**found, "OPTIONS": {**found["OPTIONS"], "options": "-c default_transaction_read_only=on"}}


DATABASES = {"default": _database(ENV.database_url)}
if ENV.replica_url:
    DATABASES[REPLICA] = _replica(ENV.replica_url)
    DATABASE_ROUTERS = ["credence.kit.replica.Routes"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"},
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 400}},
    "former": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "kept",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
if ENV.redis_url:
    for _kept in ("pages", "former"):
        CACHES[_kept] = {
            "BACKEND": "credence.kit.shared.Forgiving",
            "LOCATION": ENV.redis_url,
            "KEY_PREFIX": _kept,
            "TIMEOUT": 7 * 86_400,
        }

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # user names are unique by Lower(username), in a constraint
    "security.W005",  # other hosts of the domain are the operator's to decide on: CREDENCE_HSTS_SUBDOMAINS
    "security.W021",  # likewise: CREDENCE_HSTS_PRELOAD
    "security.W019",  # our own pages frame the PDF chapters
]
AUTHENTICATION_BACKENDS = ["credence.accounts.gateway.passwords.AccountBackend"]
PASSWORD_HASHERS = ["credence.accounts.gateway.passwords.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "learn:my-courses"
LOGOUT_REDIRECT_URL = "learn:home"

ACCOUNT_ADAPTER = "credence.accounts.gateway.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # ours asks for no password, but sign-in does
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "reset_password": "credence.accounts.gateway.forms.ResetForm",
    "add_email": "credence.accounts.gateway.forms.ChangeAddressForm",
}
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # all limits stand in accounts.rules.limits
MFA_FORMS = {
    "authenticate": "credence.accounts.gateway.forms.FactorForm",
    "reauthenticate": "credence.accounts.gateway.forms.FactorAgainForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - it asks no database
MFA_ADAPTER = "credence.accounts.gateway.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = ENV.site_name
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.demo
STAFF_NEED_SECOND_FACTOR = not ENV.demo
CLOCK_SPEED = ENV.clock_speed
STAFF_PATHS = ("/studio/", "/backoffice/", "/admin/")

LANGUAGE_CODE = "en-us"
LANGUAGE_COOKIE_NAME = None  # the browser says what it reads; a cookie would make kept pages wrong
LANGUAGES = [("en-us", "English (United States)")]
LOCALE_PATHS = [PACKAGE / "project" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "project" / "static", ("pictures", ROOT / "docs" / "pictures")]
STORES: dict[str, dict[str, Any]] = {
    "disk": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "media"}}
}
"""Where files of courses can be kept; `credence move-media` brings them from one to the other."""
if ENV.has_bucket:
    STORES["s3"] = {
        "BACKEND": "credence.media.gateway.s3.S3Shelf",
        "OPTIONS": {
            "endpoint_url": ENV.s3_endpoint,
            "bucket_name": ENV.s3_bucket,
            "region_name": ENV.s3_region,
            "access_key": ENV.s3_key or None,
            "secret_key": ENV.s3_secret or None,
            "querystring_expire": 43_200,
        },
    }
STORAGES = {
    **STORES,
    "default": STORES[ENV.media_store],
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500  # 200 questions with twelve options each are the largest posttest
MEDIA_ACCEL_PREFIX = ENV.media_accel_prefix

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if ENV.smtp_url:
    _smtp = urlsplit(ENV.smtp_url)
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or 25
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_TLS = "tls=true" in _smtp.query
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
elif ENV.demo:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "outbox"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.from_email
SERVER_EMAIL = ENV.from_email

SESSION_ENGINE = "credence.accounts.gateway.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not ENV.demo
SESSION_COOKIE_HTTPONLY = True
COOKIE_PREFIX = "" if ENV.demo else "__Host-"  # set by no other host of the domain, nor without HTTPS
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "credence.project.notices.Notices"
SECURE_SSL_REDIRECT = not ENV.demo
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if ENV.demo else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.hsts_subdomains
SECURE_HSTS_PRELOAD = ENV.hsts_preload
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "credence.learn.views.errors.expired_form"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "font-src": [SELF],
        "object-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
    },
}
"""No page loads anything from another company's computer, nor shows any of its pages (R23).

The checkout alone has a policy of its own, for the gateway's card fields: `learn/responses/checkout_policy.py`.
"""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "credence.project.seen.logs.Line"},
        "json": {"()": "credence.project.seen.logs.Json"},
    },
    "filters": {
        "one line": {"()": "credence.project.seen.logs.OneLine"},
        "numbered": {"()": "credence.project.seen.logs.Numbered"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENV.log_format, "filters": ["numbered"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.security.DisallowedHost": {"filters": ["one line"]},
        "pikepdf": {"level": "WARNING"},
    },
}
