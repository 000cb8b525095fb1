from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "shuoshi.programmes"
    label = "programmes"

    def ready(self) -> None:
        from shuoshi.privacy.ports import KINDS
        from shuoshi.programmes.queries import emergency_kinds

        KINDS.append(emergency_kinds)
