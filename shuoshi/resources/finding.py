"""A need finds an offer: units that offer just this at this place, with what is left of their week."""

from collections.abc import Iterable

from shuoshi.accounts.queries import staffed
from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.ports import Candidate, Sought
from shuoshi.resources.queries import OfferRow, offers_for
from shuoshi.units.terms import UnitRow


def offering_units(sought: Sought) -> Iterable[Candidate]:
    """Units with an offer of the skill sought that comes to the place, those with most left of the week first.

    Shape:   none in which nobody is on duty, none of another kind than wanted. A full week is said, and does not count
             as fitting.
    """
    if not sought.skill:
        return []
    best: dict[object, OfferRow] = {}
    for offer in offers_for(sought.path, on=sought.on, skill=sought.skill):
        known = best.get(offer.unit_id)
        if known is None or offer.left > known.left:
            best[offer.unit_id] = offer
    there = staffed((o.unit_id for o in best.values()), sought.on)
    found = [
        Candidate(UnitRow(o.unit_id, o.unit_kind, o.unit, o.path), _reasons(o), o.left > 0)
        for o in sorted(best.values(), key=lambda o: -o.left)
        if o.unit_id in there
    ]
    return [c for c in found if not sought.kinds or c.unit.kind in sought.kinds]


def _reasons(o: OfferRow) -> tuple[Bilingual, ...]:
    left = (
        Bilingual(f"本周还能接 {o.left} 件", f"{o.left} more this week")
        if o.left
        else Bilingual("本周已经接满", "full this week")
    )
    return (Bilingual(o.what, o.what), left)
