"""Settings of the reference: Django's own sessions and users, nothing of Credence's but how its database is reached."""

from credence.project import settings as credence

ENV = credence.ENV
"""Read by the server and by the line to the database, which are Credence's."""

COUNTED_IN = ""
"""Nothing is counted: the view stands bare."""

SECRET_KEY = credence.SECRET_KEY
ALLOWED_HOSTS = credence.ALLOWED_HOSTS
DATABASES = credence.DATABASES
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bench.reference.site"
TEMPLATES = [{"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
