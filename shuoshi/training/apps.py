from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "shuoshi.training"
    label = "training"

    def ready(self) -> None:
        from shuoshi.privacy.ports import register_rule
        from shuoshi.training.retention import RULE

        register_rule(RULE)
