"""Who sees what of posts: the place, and the unit whose post it is."""

from shuoshi.reach.policies import Guarded
from shuoshi.reach.terms import Reach

_OF_POST, _READERS = ("post_id", "posts_post"), (Reach.TERRITORIAL, Reach.HOLDING)
_ALL = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Guarded("posts_post", path="path", unit="unit_id"),
    Guarded("posts_passage", through=_OF_POST, readers=_READERS, engine="SELECT, INSERT, DELETE"),
    Guarded("posts_tally", through=_OF_POST, readers=_READERS, engine=_ALL),
    Guarded("posts_registered", through=_OF_POST, readers=_READERS, engine=_ALL),
    Guarded("posts_case", through=_OF_POST, readers=_READERS, engine=_ALL),
    Guarded("posts_handover", through=_OF_POST, readers=_READERS, engine=_ALL),
    Guarded("posts_incident", through=_OF_POST, readers=_READERS, engine=_ALL),
)
