from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shuoshi.channels"
    label = "channels"

    def ready(self) -> None:
        from shuoshi.channels.actions import go_with
        from shuoshi.channels.connecting import connect
        from shuoshi.channels.queries import taken_along
        from shuoshi.channels.retention import RETENTION
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.people.ports import POINTS, Points
        from shuoshi.privacy.ports import PERSON_ERASERS, register_exporter, register_rule

        for rule in RETENTION:
            register_rule(rule)
        PERSON_ERASERS.append(go_with)
        POINTS.append(Points("channels_offer", "person_id"))
        register_exporter(
            "offers", Bilingual("我说过能帮的", "What I offered to help with"), taken_along
        )
        connect()
