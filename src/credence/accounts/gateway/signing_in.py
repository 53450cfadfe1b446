"""Sign somebody in who has just shown that they know the password of the account."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from credence.accounts.models import User


def sign_in(request: HttpRequest, user: User) -> HttpResponseBase:
    """Begin a session of `user`, as the sign-in page does after a password, and lead to where it leads."""
    record_authentication(request, user, method="password", username=user.username)
    answer: HttpResponseBase = perform_login(request, user)
    return answer
