from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "shuoshi.journal"
    label = "journal"
