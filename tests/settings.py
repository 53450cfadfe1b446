"""The site's settings: static files need no collecting, letters are kept in memory, nobody signs certificates."""

from credence.project.settings import *  # noqa: F403
from credence.project.settings import DATABASES, ENV, STATIC_ROOT, STORAGES

if not ENV.database_url:  # in memory; what pytest-django adds to the name comes after the # and says nothing
    DATABASES["default"]["TEST"] = {"NAME": "file:tests?mode=memory&cache=shared#"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ENV = ENV.model_copy(update={"unsigned": True})
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2PasswordHasher"]
