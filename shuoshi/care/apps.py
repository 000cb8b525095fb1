from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "shuoshi.care"
    label = "care"
