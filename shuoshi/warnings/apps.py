from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "shuoshi.warnings"
    label = "warnings"

    def ready(self) -> None:
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.notices.ports import register_resolver
        from shuoshi.people.ports import LEAVERS, MOVERS
        from shuoshi.privacy.ports import (
            KINDS,
            PERSON_ERASERS,
            SWITCH_ERASERS,
            EmergencyKind,
            register_exporter,
            register_rule,
        )
        from shuoshi.warnings.addressing import addressees
        from shuoshi.warnings.following import follow, plan_no_more
        from shuoshi.warnings.retention import RULES, erase_of_switch, let_go, warned_of
        from shuoshi.warnings.terms import GATE

        for rule in RULES:
            register_rule(rule)
        SWITCH_ERASERS.append(erase_of_switch)
        PERSON_ERASERS.append(let_go)
        LEAVERS.append(plan_no_more)
        MOVERS.append(follow)
        register_resolver("warning", addressees)
        register_exporter("warnings", Bilingual("预警和转移", "Warnings and leaving"), warned_of)
        KINDS.append(
            lambda: (EmergencyKind(GATE, (Bilingual("预警叫应", "Warned and answered"),)),)
        )
