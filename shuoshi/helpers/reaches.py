"""Who sees what of helpers: the place of their unit, their unit, themselves; a deployment both ends."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded

DECLARED = (
    Open("helpers_helperkind", "Kinds of helpers; it names no person."),
    Guarded("helpers_helper", path="path", unit="unit_id", person="person_id", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("helpers_team", path="path", unit="unit_id"),
    Guarded("helpers_teammember", path="path", unit="unit_id", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("helpers_deployment", path="path", unit="unit_id"),
    Guarded("helpers_service", path="path", unit="unit_id", engine="SELECT, INSERT, UPDATE, DELETE",
            own="EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id)"),
)  # fmt: skip
