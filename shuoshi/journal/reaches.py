"""Who sees what of the journal: a territory its own lines; the app's login adds and reads nothing."""

from shuoshi.reach.policies import Guarded

DECLARED = (
    Guarded("journal_entry", path="path", engine="SELECT, INSERT", appends=True),
    Guarded("journal_seal", engine="SELECT, INSERT"),
)
