"""Addresses."""

from django.urls import include, path

urlpatterns = [path("", include("shuoshi.web.urls"))]
