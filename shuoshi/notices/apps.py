from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shuoshi.notices"
    label = "notices"

    def ready(self) -> None:
        from shuoshi.notices.keeping import RETENTION, SMS
        from shuoshi.privacy.ports import register_activity, register_rule

        register_activity(SMS)
        for rule in RETENTION:
            register_rule(rule)
