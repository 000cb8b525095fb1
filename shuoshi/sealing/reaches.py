"""Who sees the access log: the person concerned their own, a territory its own."""

from shuoshi.reach.policies import Guarded

DECLARED = (Guarded("sealing_access", path="path", person="person_id", engine="SELECT, INSERT"),)
