from django.apps import AppConfig


class HelpersConfig(AppConfig):
    name = "shuoshi.helpers"
    label = "helpers"

    def ready(self) -> None:
        from shuoshi.helpers.retention import RULE, helping, let_go
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.people.ports import POINTS, Points
        from shuoshi.privacy.ports import PERSON_ERASERS, register_exporter, register_rule

        register_rule(RULE)
        register_exporter("helping", Bilingual("我帮的忙", "My helping"), helping)
        PERSON_ERASERS.append(let_go)
        POINTS.append(Points("helpers_helper", "person_id"))
