from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shuoshi.notices"
    label = "notices"
