"""Who sees what of counts. A count and its figures hold no person, so every reach reads them; sites by their place and
unit; what is in containers by the site; who was counted, is missing or comes again by where they live."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded
from shuoshi.reach.terms import Reach

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_STAFF = (Reach.TERRITORIAL, Reach.HOLDING)
_IN = ("container_id", "counts_container")
DECLARED = (
    Open("counts_count", "That an area is counted, under which rules, since when: of no person."),
    Open("counts_expected", "How many live in a building; it names no person."),
    Open("counts_tally", "How many of a grid were counted in an hour; it names no person."),
    Guarded("counts_site", path="path", unit="unit_id", engine=_ALL),
    Guarded("counts_bag", path="path", unit="unit_id", engine=_ALL),
    Guarded("counts_container", path="path", unit="unit_id", engine=_ALL),
    Guarded("counts_member", through=_IN, readers=_STAFF, engine=_ALL),
    Guarded("counts_guest", through=_IN, readers=_STAFF, engine=_ALL),
    Guarded("counts_counted", path="path", person="subject_id", engine=_ALL),
    Guarded("counts_missing", path="path", engine=_ALL),
    Guarded("counts_booking", path="path", unit="unit_id", person="subject_id", engine=_ALL),
    Guarded("counts_ticket", path="path", unit="unit_id", engine=_ALL),
    Guarded("counts_single", path="path", engine=_ALL),
)
