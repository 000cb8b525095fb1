"""allauth's addresses that this house has: codes, second factors, proving again who one is."""

from allauth.account import views
from django.urls import include, path

from shuoshi.web.views import enter

urlpatterns = [
    path("login", enter.login_page, name="account_login"),
    path("logout", enter.logout_page, name="account_logout"),
    path("account/inactive/", views.account_inactive, name="account_inactive"),
    path("account/again/", views.reauthenticate, name="account_reauthenticate"),
    path("account/code/", enter.ask_for_code, name="account_request_login_code"),
    path("account/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("account/second/", include("allauth.mfa.urls")),
]
