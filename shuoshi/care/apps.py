from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "shuoshi.care"
    label = "care"

    def ready(self) -> None:
        from shuoshi.care.addressing import addressees
        from shuoshi.care.blocks import VisitBlock
        from shuoshi.care.following import end_with, follow, look_again
        from shuoshi.care.matching import helpers_for
        from shuoshi.care.phones import VisitKind
        from shuoshi.care.retention import RULE, cared_for, let_go
        from shuoshi.devices.ports import register_kind
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.matters.ports import HELPER_FINDERS
        from shuoshi.notices.ports import register_resolver
        from shuoshi.people.ports import CHANGED, LEAVERS, MOVERS, POINTS, Points
        from shuoshi.privacy.ports import PERSON_ERASERS, register_exporter, register_rule
        from shuoshi.programmes.ports import register_block

        register_block(VisitBlock())
        register_kind(VisitKind())
        register_resolver("pairing", addressees)
        HELPER_FINDERS.append(helpers_for)
        MOVERS.append(follow)
        LEAVERS.append(end_with)
        CHANGED.append(look_again)
        POINTS.append(Points("care_pairing", "person_id"))
        POINTS.append(Points("care_pause", "person_id"))
        register_rule(RULE)
        register_exporter("care", Bilingual("结对和走访", "Pairings and visits"), cared_for)
        PERSON_ERASERS.append(let_go)
