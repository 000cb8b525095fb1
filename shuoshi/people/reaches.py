"""Who sees what of people: a territory those who live there, a resident themselves."""

from shuoshi.reach.policies import Guarded

DECLARED = (
    Guarded("people_person", path="path", person="id", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("people_household", path="path", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("people_foundby", path="path", engine="SELECT, INSERT, UPDATE, DELETE"),
)
