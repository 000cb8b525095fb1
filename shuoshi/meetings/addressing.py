"""Whom a sitting's notices mean."""

from datetime import datetime
from uuid import UUID

from shuoshi.kernel.clock import local, local_date
from shuoshi.meetings.models import Elector, Sitting
from shuoshi.meetings.queries import roll_on
from shuoshi.notices.terms import Told


def addressees(sitting_id: UUID, audience: str, at: datetime) -> Told:
    """Whom an audience means for one sitting; called by the job inside its own scope.

    Shape:   body: everybody on its roll with an account; elector:ID: that one's phone. The number says
             when and where.
    """
    sitting = Sitting.objects.get(id=sitting_id)
    said = f"{local(sitting.starts_at or at):%Y-%m-%d %H:%M} {sitting.location}"
    accounts, phone = tuple[UUID, ...](), None
    if audience == "body":
        accounts = roll_on(sitting.unit_id, local_date(at))
    elif audience.startswith("elector:"):
        found = Elector.objects.filter(id=audience.removeprefix("elector:"), ends_on__isnull=True)
        phone = next((elector.phone for elector in found), None)
    return Told(accounts, phone, said, sitting.title)
