from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shuoshi.accounts"
    label = "accounts"
