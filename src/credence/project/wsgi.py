"""The web server's entrance."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from credence.project.proxies import behind

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
application = behind(get_wsgi_application(), settings.ENV.trusted_proxies)
