from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shuoshi.web"
    label = "web"
