from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "shuoshi.units"
    label = "units"
