"""Whom a pairing's notices mean."""

from datetime import datetime
from uuid import UUID

from shuoshi.accounts.queries import holders, responsible
from shuoshi.care.models import Carer, Pairing
from shuoshi.care.schemes import schemes
from shuoshi.kernel.clock import local_date
from shuoshi.notices.terms import Told
from shuoshi.places.queries import names_of


def addressees(pairing_id: UUID, audience: str, at: datetime) -> Told:
    """Whom an audience means for one pairing; called by the job inside its own scope.

    Shape:   carer:ID: everybody on duty in that helper's unit; a role: whoever is responsible for the place. The title
             names the scheme and the place, never who is looked after.
    """
    pairing, on = Pairing.objects.get(id=pairing_id), local_date(at)
    place = names_of([pairing.path]).get(pairing.path, "")
    title = f"{schemes()[pairing.scheme].name.zh} · {place}"
    if audience.startswith("carer:"):
        carer = Carer.objects.get(id=audience.removeprefix("carer:"))
        accounts = [h.account_id for h in holders(on, unit_id=carer.unit_id)]
        return Told(tuple(dict.fromkeys(accounts)), None, "", title, carer.unit_id, title)
    accounts = [h.account_id for h in responsible(on, role=audience, path=pairing.path)]
    return Told(tuple(dict.fromkeys(accounts)), None, "", title, outside=title)
