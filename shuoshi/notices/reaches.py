"""Notices are written and read by the engine alone, for the one account whose page shows them."""

from shuoshi.reach.policies import Guarded

DECLARED = (Guarded("notices_outbox"), Guarded("notices_notice"))
