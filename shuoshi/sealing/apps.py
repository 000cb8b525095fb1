from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "shuoshi.sealing"
    label = "sealing"
