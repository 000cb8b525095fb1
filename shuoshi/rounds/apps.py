from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "shuoshi.rounds"
    label = "rounds"

    def ready(self) -> None:
        from shuoshi.care.ports import TAKEN_BACK
        from shuoshi.devices.ports import register_kind
        from shuoshi.people.ports import LEAVERS, MOVERS, POINTS, Points
        from shuoshi.privacy.ports import PERSON_ERASERS, register_rule
        from shuoshi.rounds.following import call_off, follow, wait_again
        from shuoshi.rounds.phones import StopKind
        from shuoshi.rounds.retention import RULE, let_go

        register_kind(StopKind())
        register_rule(RULE)
        PERSON_ERASERS.append(let_go)
        MOVERS.append(follow)
        LEAVERS.append(call_off)
        TAKEN_BACK.append(wait_again)
        POINTS.append(Points("rounds_stop", "person_id"))
