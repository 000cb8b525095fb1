from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "shuoshi.rosters"
    label = "rosters"

    def ready(self) -> None:
        from shuoshi.privacy.ports import register_rule
        from shuoshi.rosters.retention import RULE

        register_rule(RULE)
