"""Addresses of registration and of the User Profile."""

from django.urls import path

from credence.learn.views import accounts, devices, invitations, registration

urlpatterns = [
    path("register/", registration.registration, name="register"),
    path("register/sent/", registration.registered, name="registered"),
    path("register/confirm/<str:token>/", registration.confirmation, name="confirm-registration"),
    path("profile/", accounts.profile, name="profile"),
    path("account/", accounts.account, name="account"),
    path("account/devices/", devices.devices, name="devices"),
    path("account/data/", accounts.personal_data_page, name="personal-data"),
    path("account/data.json", accounts.personal_data, name="personal-data-file"),
    path("account/close/", accounts.close_account, name="close-account"),
    path("account/closed/", accounts.account_closed, name="account-closed"),
    path("staff/join/<str:token>/", invitations.invitation, name="invitation"),
    path("fragments/account-menu/", accounts.account_menu, name="account-menu"),
]
