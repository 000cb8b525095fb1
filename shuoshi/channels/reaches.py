"""Who sees what of offers: the community of the matter, and whoever offered; never whoever raised it."""

from shuoshi.reach.policies import Guarded

DECLARED = (
    Guarded(
        "channels_offer", path="path", person="person_id", engine="SELECT, INSERT, UPDATE, DELETE"
    ),
)
