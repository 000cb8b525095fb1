from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "shuoshi.devices"
    label = "devices"

    def ready(self) -> None:
        from shuoshi.devices.retention import RULE, follow, let_go
        from shuoshi.people.ports import MOVERS, POINTS, Points
        from shuoshi.privacy.ports import PERSON_ERASERS, register_rule

        register_rule(RULE)
        PERSON_ERASERS.append(let_go)
        MOVERS.append(follow)
        POINTS.append(Points("devices_sent", "person_id"))
