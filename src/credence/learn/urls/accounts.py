"""Addresses of sign-in and what belongs to it, under the names that django-allauth knows."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/signup/", RedirectView.as_view(pattern_name="learn:register")),  # registration is ours
    path("account/reauthenticate/", never_cache(views.reauthenticate), name="account_reauthenticate"),
    path("account/", include("allauth.urls")),  # what follows takes its names over, at addresses of our own
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
