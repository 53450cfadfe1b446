"""Addresses of registration and of the User Profile."""

from django.urls import path

from credence.learn.views import accounts

urlpatterns = [
    path("register/", accounts.registration, name="register"),
    path("register/sent/", accounts.registered, name="registered"),
    path("profile/", accounts.profile, name="profile"),
    path("fragments/account-menu/", accounts.account_menu, name="account-menu"),
]
