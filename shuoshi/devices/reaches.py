"""Who sees what of devices: records that wait are seen by their place; the rest by the engine alone."""

from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Guarded("devices_device", engine=_ALL),
    Guarded("devices_given", engine=_ALL),
    Guarded("devices_sent", path="path", engine=_ALL),
)
