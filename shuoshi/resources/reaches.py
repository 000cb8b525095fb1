"""Who sees what of resources: the place, the unit; everybody sees what is offered and the means."""

from shuoshi.reach.policies import Guarded

DECLARED = (
    Guarded("resources_offer", path="path", unit="unit_id", public="ended_on IS NULL"),
    Guarded("resources_mean", path="path", unit="unit_id", public="ended_on IS NULL"),
    Guarded("resources_good", path="path", unit="unit_id"),
    Guarded("resources_movement", path="path", unit="unit_id", engine="SELECT, INSERT, UPDATE"),
)
