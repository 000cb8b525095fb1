from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "shuoshi.events"
    label = "events"

    def ready(self) -> None:
        from shuoshi.events.kinds import as_registered
        from shuoshi.privacy.ports import KINDS

        KINDS.append(as_registered)
