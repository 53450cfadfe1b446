"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credence.project.settings")
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), trusted_hosts=["127.0.0.1", "::1"])
"""Behind a web server on this machine a visitor is who it says, not the web server: rate limits are by address."""
