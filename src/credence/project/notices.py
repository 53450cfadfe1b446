"""What is told once on the next page, kept in a cookie that no other host of the domain can set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NoticeCookie(CookieStorage):
    """The library's cookie, under a name that keeps it to this host in production."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Notices(FallbackStorage):
    """Keeps in the cookie what it can hold, and the rest in the session."""

    storage_classes = (NoticeCookie, SessionStorage)
