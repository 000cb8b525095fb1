"""Hours that were confirmed, as figures."""

from collections.abc import Mapping
from datetime import date

from django.db import connection

from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor


def volunteered(*, by: Actor, since_on: date, until_on: date) -> Mapping[str, int]:
    """Confirmed minutes in the reader's range in a period: `volunteering`, `duty`, and how many `helpers` served.

    Source:  DOMAIN.md section 12, measure 34
    """
    with acting(by), connection.cursor() as cursor:
        cursor.execute(_HOURS, [since_on, until_on])
        volunteering, duty, helpers = cursor.fetchone()
    return {"volunteering": volunteering, "duty": duty, "helpers": helpers}


_HOURS = """
SELECT coalesce(sum(minutes) FILTER (WHERE NOT duty), 0), coalesce(sum(minutes) FILTER (WHERE duty), 0),
       count(DISTINCT helper_id)
FROM helpers_service WHERE word = 'confirmed' AND "on" BETWEEN %s AND %s
"""
