from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "shuoshi.resources"
    label = "resources"

    def ready(self) -> None:
        from shuoshi.matters.ports import register_finder
        from shuoshi.privacy.ports import register_rule
        from shuoshi.resources.finding import offering_units
        from shuoshi.resources.retention import RULE

        register_finder("offers", offering_units)
        register_rule(RULE)
