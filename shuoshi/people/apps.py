from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shuoshi.people"
    label = "people"

    def ready(self) -> None:
        from shuoshi.accounts.ports import PHONES
        from shuoshi.people.indexing import reindex
        from shuoshi.people.queries import person_with_phone, phone_of
        from shuoshi.sealing.ports import RESEALERS

        RESEALERS.append(reindex)
        PHONES.person_with, PHONES.phone_of = person_with_phone, phone_of
