"""The household behind a door."""

from datetime import datetime
from math import inf
from uuid import UUID

from django.db import connection

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household
from shuoshi.people.terms import KEEPERS, HouseholdNotFound
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

DOOR_MOST = 60


def behind(door: str, path: str) -> Household | None:
    """The household that lives behind a door, if there is one; the doors of the place stay locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"doors:{path}"])
    return next((h for h in Household.objects.filter(path=path) if str(h.door) == door), None)


def household_behind(door: str, path: str, place_id: UUID, by: Actor, at: datetime) -> Household:
    """The household behind a door of a place, made if there is none, as engine in the caller's scope.

    Locks:   the place's doors.
    """
    found = behind(door, path)
    if found is not None:
        return found
    home = Household(id=new_id(at), place_id=place_id, path=path, door=door, added_at=at)
    home.save(force_insert=True)
    record(kind="people.add_household", subject_id=home.id, path=path, by=by, at=at)
    return home


def place_on_map(*, household_id: UUID, lat: str, lon: str, by: Actor, at: datetime) -> None:
    """Write down where a map and a round find a household, in degrees; both empty takes it back.

    Raises:  NotAllowed, HouseholdNotFound, BadInput with its field
    """
    if by.role not in KEEPERS:
        raise NotAllowed
    spot = (_degrees(lat, "lat", 90), _degrees(lon, "lon", 180))
    if (spot[0] is None) != (spot[1] is None):
        raise BadInput(
            "纬度和经度要么都写，要么都不写。", field="lat" if spot[0] is None else "lon"
        )
    with acting(by) as scope:
        home = Household.objects.filter(id=household_id).first()
        if home is None:
            raise HouseholdNotFound
        scope.write_as_engine()
        Household.objects.filter(id=household_id).update(lat=spot[0], lon=spot[1])
        record(kind="people.place_on_map", subject_id=household_id, path=home.path, by=by, at=at)


def _degrees(text: str, field: str, most: int) -> float | None:
    if not text.strip():
        return None
    try:
        found = float(text.strip())
    except ValueError:
        found = inf
    if not -most <= found <= most:
        raise BadInput("请写度数，如 37.524。", field=field)
    return found
