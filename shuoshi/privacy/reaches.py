"""Who sees what of rights: a person their own, a territory its own; erasures are counts."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded

_ENGINE = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Open("privacy_erasure", "Counts of what was erased, by rule and day: of no person."),
    Open("privacy_noticetext", "What everybody is told before they consent: of no person."),
    Guarded("privacy_consent", path="path", person="person_id", engine=_ENGINE),
    Guarded("privacy_request", path="path", person="person_id", engine=_ENGINE),
)
