"""Who sees what of rounds: the place; of a unit's crews their own stops."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Open("rounds_leg", "How long ways take between places; it names no person."),
    Guarded("rounds_round", path="path", engine=_ALL),
    Guarded("rounds_crew", path="path", unit="unit_id", engine=_ALL,
            own="EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id AND h.ended_on IS NULL)"),
    Guarded("rounds_stop", path="path", unit="unit_id", engine=_ALL,
            own="EXISTS (SELECT 1 FROM rounds_crew c WHERE c.id = {0}.crew_id)"),
)  # fmt: skip
