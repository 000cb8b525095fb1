from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "shuoshi.programmes"
    label = "programmes"
