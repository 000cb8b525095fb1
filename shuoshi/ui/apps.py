from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "shuoshi.ui"
    label = "ui"
