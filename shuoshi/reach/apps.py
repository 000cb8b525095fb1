from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "shuoshi.reach"
    label = "reach"
