from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "shuoshi.rosters"
    label = "rosters"

    def ready(self) -> None:
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.privacy.ports import PERSON_ERASERS, register_exporter, register_rule
        from shuoshi.rosters.retention import RULE, let_go, serving

        register_rule(RULE)
        PERSON_ERASERS.append(let_go)
        register_exporter("serving", Bilingual("我值守的班", "Turns I served"), serving)
