"""Who does what in an emergency: whoever leads a place, whoever works there, whoever is sent by a unit."""

from shuoshi.reach.terms import Actor, Reach

LEADERS = frozenset(
    {"village_secretary", "committee_member", "township_reviewer", "emergency_command"}
)
"""Roles that set up posts and counts in their range and decide there."""
WORKERS = LEADERS | {"grid_worker"}
"""Roles that are on duty in their range."""
OVERSEERS = WORKERS | {"district_leader", "supervision_office", "desk_worker"}
"""Roles that see how far their range has come, in figures."""
UNIT_WORKERS = frozenset({"unit_handler", "provider", "branch_secretary"})
"""Roles that are on duty where their unit is."""


def leads(by: Actor) -> bool:
    """Whether a duty sets up and decides in its range."""
    return by.reach is Reach.TERRITORIAL and by.role in LEADERS


def oversees(by: Actor) -> bool:
    """Whether a duty sees the figures of its range."""
    return by.reach is Reach.TERRITORIAL and by.role in OVERSEERS


def works(by: Actor) -> bool:
    """Whether a duty works on the spot: of a range, of a unit."""
    if by.reach is Reach.HOLDING:
        return by.role in UNIT_WORKERS
    return by.reach is Reach.TERRITORIAL and by.role in WORKERS
