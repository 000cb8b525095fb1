"""Who sees what of votes: the ballot with its matter; who may vote, and what they chose, nobody but the
chair of a vote by name (`named.py`). A sitting: its community, and its body."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded

DECLARED = (
    Guarded("meetings_sitting", path="path", unit="unit_id"),
    Guarded("meetings_agendaitem", path="path", unit="unit_id", engine="SELECT, INSERT"),
    Guarded("meetings_attendance", path="path", unit="unit_id", engine="SELECT, INSERT, DELETE"),
    Guarded("meetings_elector", path="path", unit="unit_id"),
    Guarded("meetings_advice", engine="SELECT, INSERT"),
    Guarded("meetings_item", through=("matter_id", "matters_matter"), engine="SELECT, INSERT"),
    Guarded("meetings_ballot", through=("matter_id", "matters_matter")),
    Guarded("meetings_voter", engine="SELECT, INSERT"),
    Guarded("meetings_vote", engine="SELECT, INSERT"),
    Open(
        "meetings_bodyrule", "How a kind of body decides: a rule, read by everybody, of no person."
    ),
    Open(
        "meetings_member", "Who sits in a body is made known in the village itself (L09 art. 25)."
    ),
)
