"""Whatever names a person follows the registration that stays."""

from django.apps import apps
from django.db.models import ForeignKey

from shuoshi.people.models import Person
from shuoshi.people.ports import POINTS

STAYS = {
    "accounts_account.person_id": "who has a login is the one that stays",
    "sealing_access.person_id": "a log is never changed: it says whose values were looked at",
    "privacy_erasure.person_id": "a tombstone of who is gone",
}


def test_every_column_that_names_a_person_is_pointed_at_whoever_stays_or_says_why_not() -> None:
    names = {
        f"{m._meta.db_table}.{f.column}"
        for m in apps.get_models()
        if m._meta.app_label != "people"
        for f in m._meta.local_concrete_fields
        if f.column == "person_id"
        or (m._meta.app_label == "counts" and f.column == "subject_id")
        or (isinstance(f, ForeignKey) and f.related_model is Person)
    }
    declared = {f"{p.table}.{p.column}" for p in POINTS}
    assert names - declared <= set(STAYS)
    assert declared <= names
