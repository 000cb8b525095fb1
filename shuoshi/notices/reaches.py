"""Notices are written and read by the engine alone, for the one account whose page shows them."""

from shuoshi.reach.policies import Guarded

_ENGINE = "SELECT, INSERT, UPDATE, DELETE"
DECLARED = (
    Guarded("notices_outbox", engine=_ENGINE),
    Guarded("notices_notice", engine=_ENGINE),
    Guarded("notices_dispatch", engine=_ENGINE),
    Guarded("notices_unitaddress", engine=_ENGINE),
    Guarded("notices_subscription", engine=_ENGINE),
)
