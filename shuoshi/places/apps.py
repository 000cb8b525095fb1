from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "shuoshi.places"
    label = "places"
