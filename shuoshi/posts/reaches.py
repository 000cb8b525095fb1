"""Who sees what of posts: the place, and the unit whose post it is."""

from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Guarded("posts_post", path="path", unit="unit_id"),
    Guarded("posts_passage", through=("post_id", "posts_post"), engine="SELECT, INSERT, DELETE"),
    Guarded("posts_tally", through=("post_id", "posts_post"), engine=_ALL),
    Guarded("posts_registered", through=("post_id", "posts_post"), engine=_ALL),
    Guarded("posts_case", through=("post_id", "posts_post"), engine=_ALL),
    Guarded("posts_handover", through=("post_id", "posts_post"), engine=_ALL),
    Guarded("posts_incident", through=("post_id", "posts_post"), engine=_ALL),
)
