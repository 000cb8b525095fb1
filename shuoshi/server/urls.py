"""Addresses."""

from django.urls import include, path

handler404 = "shuoshi.ui.errors.not_found"
handler500 = "shuoshi.ui.errors.broken"
urlpatterns = [path("", include("shuoshi.web.urls"))]
