"""Who is to call at a household: the helpers of its pairing who said yes, or whoever stands in for them today."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shuoshi.care.models import Carer
from shuoshi.care.terms import CarerState
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.warnings.ladders import Ladder, ladder_called
from shuoshi.warnings.models import Call, Caller, Warning

_BATCH = 1_000
_Key = tuple[UUID, str, UUID]


def name_callers(calls: Sequence[Call], ladder: Ladder, at: datetime) -> None:
    """Write down who calls, for calls that have nobody yet. As engine. Two statements."""
    wanted = _wanted({c.household_id: c.id for c in calls}, ladder, at)
    _add(wanted, {c.id: c.path for c in calls}, at)


def keep_callers(warning: Warning, at: datetime) -> None:
    """Who left a part calls no more, who took one over does, while a warning stands. As engine. Three statements where
    nothing changed."""
    calls = Call.objects.filter(warning_id=warning.id)
    rows = list(calls.values_list("household_id", "id", "path"))
    wanted = _wanted({home: call for home, call, _path in rows}, ladder_called(warning.ladder), at)
    there = {
        (c.call_id, c.role, c.helper_id): c.id for c in Caller.objects.filter(call__warning_id=warning.id)
    }  # fmt: skip
    gone = [row for key, row in there.items() if key not in wanted]
    if gone:
        Caller.objects.filter(id__in=gone).delete()
    new = {key: unit for key, unit in wanted.items() if key not in there}
    if new:
        _add(new, {call: path for _home, call, path in rows}, at)


def _wanted(of_home: dict[UUID, UUID], ladder: Ladder, at: datetime) -> dict[_Key, UUID]:
    """Call, role and helper, with the helper's unit."""
    today = local_date(at)
    found = Carer.objects.filter(
        pairing__scheme=ladder.scheme, pairing__ended_on__isnull=True, pairing__household_id__in=list(of_home),
        state=CarerState.AGREED,
    )  # fmt: skip
    out = dict[_Key, UUID]()
    for carer in found.select_related("pairing").order_by("id"):
        home = carer.pairing.household_id
        if home is not None:
            stands_in = carer.substitute_until is not None and carer.substitute_until >= today
            helper = carer.substitute_id if stands_in and carer.substitute_id else carer.helper_id
            out[of_home[home], carer.role, helper] = carer.unit_id
    return out


def _add(wanted: dict[_Key, UUID], paths: dict[UUID, str], at: datetime) -> None:
    Caller.objects.bulk_create(
        [
            Caller(id=new_id(at), call_id=call, path=paths[call], unit_id=unit, role=role, helper_id=helper)
            for (call, role, helper), unit in wanted.items()
        ],
        batch_size=_BATCH,
    )  # fmt: skip
