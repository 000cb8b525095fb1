"""Who sees what of care: the place, the person; a unit sees its own helpers' part, and no pairing as a whole."""

from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_OWN_HELPER = (
    "EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id OR h.id = {0}.substitute_id)"
)
_OWN_CONTRACT = "EXISTS (SELECT 1 FROM care_contract c WHERE c.id = {0}.contract_id)"
DECLARED = (
    Guarded("care_pairing", path="path", person="person_id", engine=_ALL),
    Guarded("care_carer", path="path", unit="unit_id", own=_OWN_HELPER, engine=_ALL),
    Guarded("care_visit", path="path", unit="unit_id", engine=_ALL),
    Guarded("care_pause", path="path", person="person_id", engine=_ALL),
    Guarded("care_contract", path="path", unit="unit_id",
            own="EXISTS (SELECT 1 FROM care_pairing p WHERE p.id = {0}.pairing_id)", engine=_ALL),
    Guarded("care_due", path="path", unit="unit_id", own=_OWN_CONTRACT,
            engine=_ALL),
)  # fmt: skip
