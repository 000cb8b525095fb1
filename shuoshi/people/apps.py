from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shuoshi.people"
    label = "people"
