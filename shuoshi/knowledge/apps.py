from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "shuoshi.knowledge"
    label = "knowledge"
