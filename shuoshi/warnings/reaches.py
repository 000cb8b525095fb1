"""Who sees what of warnings. A warning holds no person, so every reach reads it; a household's call, its steps and its
plan by where it lies; whoever is to call there, their unit and themselves."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_OWN_HELPER = "EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id)"
DECLARED = (
    Open("warnings_warning", "What was warned of, by whom, until when: of no person."),
    Guarded("warnings_plan", path="path", engine=_ALL),
    Guarded("warnings_call", path="path", engine=_ALL),
    Guarded("warnings_caller", path="path", unit="unit_id", own=_OWN_HELPER, engine=_ALL),
    Guarded("warnings_callstep", path="path", engine=_ALL),
)
