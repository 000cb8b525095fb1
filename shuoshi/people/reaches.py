"""Who sees what of people: a territory those who live there, a resident themselves."""

from shuoshi.reach.policies import Guarded

DECLARED = (
    Guarded("people_person", path="path", person="id", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded(
        "people_household",
        path="path",
        own="EXISTS (SELECT 1 FROM people_person p WHERE p.household_id = {0}.id)",
        engine="SELECT, INSERT, UPDATE, DELETE",
    ),
    Guarded(
        "people_membership",
        path="path",
        person="person_id",
        engine="SELECT, INSERT, UPDATE, DELETE",
    ),
    Guarded(
        "people_atrisk", path="path", person="person_id", engine="SELECT, INSERT, UPDATE, DELETE"
    ),
    Guarded("people_pair", path="path", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("people_census", path="path", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("people_foundby", path="path", engine="SELECT, INSERT, UPDATE, DELETE"),
)
