from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shuoshi.people"
    label = "people"

    def ready(self) -> None:
        from shuoshi.people.actions import reindex
        from shuoshi.sealing.ports import RESEALERS

        RESEALERS.append(reindex)
