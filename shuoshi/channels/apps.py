from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shuoshi.channels"
    label = "channels"
