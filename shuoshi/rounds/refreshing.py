"""Before a day is planned: homes lie where they were put on the map, and nobody goes where nobody is to be visited."""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from shuoshi.care.models import Pairing
from shuoshi.care.pausing import paused
from shuoshi.care.terms import CarerState
from shuoshi.kernel.clock import midnight
from shuoshi.rounds.models import Round, Stop
from shuoshi.rounds.terms import StopState

_SPOTS = """
UPDATE rounds_stop s SET lat = h.lat, lon = h.lon FROM people_household h
WHERE s.round_id = %s AND s.state = 'waits' AND h.id = s.household_id AND h.lat IS NOT NULL
  AND (s.lat, s.lon) IS DISTINCT FROM (h.lat, h.lon)
"""


def refresh(row: Round, at: datetime) -> None:
    """Homes that were put on the map since, and visits that are not to be made any more: the pairing ended, a yes was
    withdrawn, somebody is away, or was met that day already. As engine in the caller's scope, five statements."""
    with connection.cursor() as cursor:
        cursor.execute(_SPOTS, [row.id])
    waits = Stop.objects.filter(round_id=row.id, state=StopState.WAITS, carer__isnull=False)
    over = (
        Q(carer__pairing__ended_on__isnull=False)
        | ~Q(carer__state=CarerState.AGREED)
        | Q(carer__pairing__last_at__gte=midnight(row.on))
    )
    pairings = Pairing.objects.filter(carers__in=waits.values("carer_id")).distinct()
    away = paused(list(pairings), row.on)
    gone = list(waits.filter(over | Q(carer__pairing_id__in=away)).values_list("id", flat=True))
    Stop.objects.filter(id__in=gone, state=StopState.WAITS).update(state=StopState.OFF, over_at=at)
