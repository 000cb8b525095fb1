from django.apps import AppConfig


class CountsConfig(AppConfig):
    name = "shuoshi.counts"
    label = "counts"

    def ready(self) -> None:
        from shuoshi.counts.following import expect_no_more, follow
        from shuoshi.counts.retention import RULES, counted_of, erase_of_switch, let_go
        from shuoshi.counts.terms import GATE
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.people.ports import LEAVERS, MOVERS, POINTS, Points
        from shuoshi.privacy.ports import (
            KINDS,
            PERSON_ERASERS,
            SWITCH_ERASERS,
            EmergencyKind,
            register_exporter,
            register_rule,
        )
        from shuoshi.reach.partitions import BY_DAY

        BY_DAY.append("counts_member")
        for rule in RULES:
            register_rule(rule)
        SWITCH_ERASERS.append(erase_of_switch)
        PERSON_ERASERS.append(let_go)
        LEAVERS.append(expect_no_more)
        MOVERS.append(follow)
        register_exporter("counts", Bilingual("清点", "Counts"), counted_of)
        for table in (
            "counts_counted",
            "counts_missing",
            "counts_single",
            "counts_member",
            "counts_booking",
        ):
            POINTS.append(Points(table, "subject_id"))
        KINDS.append(lambda: (EmergencyKind(GATE, (Bilingual("全员清点", "Everybody counted"),)),))
