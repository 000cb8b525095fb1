"""Who sees what of rosters: the place, the member's unit, the member; a swap both its ends."""

from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_MINE = "EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id AND h.ended_on IS NULL)"
_OF_MINE = "EXISTS (SELECT 1 FROM rosters_member m WHERE m.id = {0}.member_id)"
DECLARED = (
    Guarded("rosters_roster", path="path", engine=_ALL),
    Guarded("rosters_spot", path="path", engine=_ALL),
    Guarded("rosters_member", path="path", unit="unit_id", engine=_ALL, own=_MINE),
    Guarded("rosters_wish", path="path", unit="unit_id", engine=_ALL, own=_OF_MINE),
    Guarded("rosters_turn", path="path", unit="unit_id", engine=_ALL, own=f"{{0}}.shown AND {_OF_MINE}"),
    Guarded("rosters_swap", path="path", engine=_ALL,
            own="EXISTS (SELECT 1 FROM rosters_member m WHERE m.id IN ({0}.giver_id, {0}.taker_id))"),
)  # fmt: skip
