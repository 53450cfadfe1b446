"""Our words to django-allauth: the permanent user name, and letters through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """How allauth behaves on this site."""
