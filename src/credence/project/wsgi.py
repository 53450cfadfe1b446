"""The web server's entrance."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from credence.project.proxies import behind
from credence.project.seen.requests import counts_in, measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
_site = behind(get_wsgi_application(), settings.ENV.trusted_proxies)
application = measured(_site, counts_in(Path(settings.COUNTED_IN))) if settings.COUNTED_IN else _site
