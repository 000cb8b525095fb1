from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "shuoshi.privacy"
    label = "privacy"

    def ready(self) -> None:
        from shuoshi.people.ports import POINTS, Points
        from shuoshi.privacy.exporting import OWN as EXPORTED
        from shuoshi.privacy.ports import register_exporter, register_rule
        from shuoshi.privacy.retention import OWN

        POINTS.extend(
            [Points("privacy_consent", "person_id"), Points("privacy_request", "person_id")]
        )
        for rule in OWN:
            register_rule(rule)
        for name, title, exporter in EXPORTED:
            register_exporter(name, title, exporter)
