"""Who sees what of training: the place, and the unit that gives it."""

from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Guarded("training_course", path="path", unit="unit_id", engine=_ALL),
    Guarded("training_trainee", path="path", unit="unit_id", engine=_ALL),
)
