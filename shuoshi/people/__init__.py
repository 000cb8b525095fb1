"""People: who lives where, with whom, and who of them needs looking after.

Nouns: Household, Person, Membership, AtRisk (a reason to look after somebody), Pair (two registrations that may be
one person), Census (a sheet that is taken in).
Invariants: name, phone, identity number, door and notes are sealed; a person belongs to one household at a time; what
follows from age is never written by hand; no diagnosis and no list of "special populations"; who moves takes along
what hangs on them, here and, through `ports.MOVERS`, in the rooms above; a merger can be undone for thirty days.
"""
