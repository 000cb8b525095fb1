"""Who looks after whom in a district of 450,000 residents: `python -m bench.caring`.

3,500 helpers, 15,000 elders each with three of them, 60,000 visits; the day's list, the ledger, the figures, the night's
sweep, and whom a need or a role is offered.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

RESIDENTS, HELPERS, PAIRINGS = 450_000, 3_500, 15_000
_HELPERS = """
INSERT INTO helpers_helper (id, kind_id, unit_id, path, name, skills, languages, areas, slots, most, since_on)
SELECT gen_random_uuid(), (ARRAY['volunteer', 'grid_worker', 'party_member'])[1 + (g.i / u.many) %% 3], u.id, u.path, h.name,
    ARRAY[(ARRAY['laundry', 'cleaning', 'hairdressing', 'repair', 'errand', 'company'])[1 + g.i %% 6]], '{}', '{}', 0, 20,
    current_date - 90
FROM generate_series(1, %s) AS g(i)
JOIN (SELECT id, path, row_number() OVER (ORDER BY path) - 1 AS n, count(*) OVER () AS many
      FROM units_unit WHERE kind = 'community') u ON u.n = g.i %% u.many
CROSS JOIN (SELECT name FROM helpers_helper WHERE id = %s) h
"""
_PAIRINGS = """
INSERT INTO care_pairing (id, scheme, path, person_id, tier, opened_on, agreed_by, agreed_on, due_at, last_at, misses,
    ended_why)
SELECT gen_random_uuid(), 'six_cover_one', r.path, r.person_id, CASE WHEN r.n %% 3 = 0 THEN 'high' ELSE 'key' END,
    current_date - 80, 'self', current_date - 80, now() + ((r.n %% 14) - 3) * interval '1 day',
    now() - (r.n %% 20) * interval '1 day', CASE WHEN r.n %% 40 = 0 THEN 1 ELSE 0 END, ''
FROM (SELECT person_id, path, row_number() OVER (ORDER BY person_id) AS n
      FROM (SELECT DISTINCT person_id, path FROM people_atrisk WHERE ended_on IS NULL) a) r
WHERE r.n <= %s
"""
_CARERS = """
WITH h AS (SELECT id, unit_id, path, kind_id, row_number() OVER (PARTITION BY path, kind_id ORDER BY id) - 1 AS n,
                  count(*) OVER (PARTITION BY path, kind_id) AS many FROM helpers_helper WHERE length(path) = 12),
     p AS (SELECT id, path, row_number() OVER (ORDER BY id) AS n FROM care_pairing)
INSERT INTO care_carer (id, pairing_id, path, unit_id, role, helper_id, state, asked_at, said_at, why)
SELECT gen_random_uuid(), p.id, p.path, h.unit_id, h.kind_id, h.id, 'agreed', now() - interval '80 days',
    now() - interval '79 days', ''
FROM p JOIN h ON h.path = left(p.path, 12) AND h.n = p.n %% h.many
"""
_VISITS = """
INSERT INTO care_visit (id, pairing_id, carer_id, path, unit_id, household_id, way, outcome, at, recorded_at, findings,
    raised, handover)
SELECT gen_random_uuid(), p.id, c.id, p.path, c.unit_id, r.household_id, 'home',
    CASE WHEN s.n %% 9 = 0 THEN 'not_home' ELSE 'met' END, t.at, t.at, '{}', '{}', false
FROM care_pairing p JOIN people_person r ON r.id = p.person_id
JOIN care_carer c ON c.pairing_id = p.id AND c.role = 'volunteer'
CROSS JOIN generate_series(1, 4) AS s(n)
CROSS JOIN LATERAL (SELECT now() - (s.n * 17) * interval '1 day' AS at) t
"""


def fill() -> dict[str, int]:
    """Helpers, pairings, carers and visits in SQL, by the owner; how many of each."""
    from django.db import connections

    from shuoshi.helpers.actions import add_helper
    from shuoshi.helpers.terms import Profile
    from shuoshi.kernel.clock import now
    from shuoshi.scenarios.lishi.cast import YONGNING
    from shuoshi.scenarios.lishi.walking import actor
    from shuoshi.units.models import Unit

    at = now()
    first = add_helper(
        unit_id=Unit.objects.get(kind="community", path=YONGNING).id, profile=Profile("volunteer", "测试演示"),
        by=actor("shuji", at, "village_secretary"), at=at,
    )  # fmt: skip
    made = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for name, sql, values in (
            ("helpers", _HELPERS, [HELPERS, first]), ("pairings", _PAIRINGS, [PAIRINGS]), ("carers", _CARERS, []),
            ("visits", _VISITS, []),
        ):  # fmt: skip
            cursor.execute(sql.replace("%%", "%") if not values else sql, values or None)
            made[name] = cursor.rowcount
        cursor.execute("VACUUM ANALYZE")
    return made


def said(name: str, ask: Callable[[], Any], times: int = 30) -> None:
    """Median and p95 of a call, in milliseconds, with how many rows it gives."""
    took, many = list[float](), 0
    for _ in range(times):
        began = time.perf_counter()
        found = ask()
        took.append((time.perf_counter() - began) * 1000)
        many = len(found) if hasattr(found, "__len__") else found if isinstance(found, int) else 1
    p95 = statistics.quantiles(took, n=20)[18] if len(took) > 1 else took[0]
    print(f"{name:<44}{statistics.median(took):>10.1f}{p95:>10.1f}{many:>8}", flush=True)


def reading() -> None:
    """What pages and the night ask for."""
    from datetime import timedelta

    from shuoshi.care.matching import helpers_for, suggestions
    from shuoshi.care.measures import Between, measured
    from shuoshi.care.models import Pairing
    from shuoshi.care.parts import day_list
    from shuoshi.care.queries import ledger, pairing_shown
    from shuoshi.care.sweeping import sweep_visits, tell_gaps
    from shuoshi.kernel.clock import local_date, now
    from shuoshi.kernel.ids import new_id
    from shuoshi.matters.ports import Sought
    from shuoshi.reach.rules import bounds_of
    from shuoshi.reach.scope import acting
    from shuoshi.reach.terms import SYSTEM, Actor, Reach
    from shuoshi.scenarios.lishi.cast import BINHE, DISTRICT, YONGNING
    from shuoshi.scenarios.lishi.walking import actor

    at = now()
    on = local_date(at)
    own = actor("shuji", at)

    def over(role: str, path: str) -> Actor:
        return Actor(reach=Reach.TERRITORIAL, role=role, bounds=bounds_of(path))

    here, street, leader = own, over("township_reviewer", BINHE), over("district_leader", DISTRICT)
    between = Between(on - timedelta(days=30), on)
    with acting(SYSTEM):
        some = Pairing.objects.filter(path__startswith=YONGNING, ended_on__isnull=True).first()
    print(f"\n{'':<44}{'median ms':>10}{'p95':>10}{'rows':>8}")
    said("day list, a community", lambda: day_list(by=here, on=on))
    said("day list, a street", lambda: day_list(by=street, on=on))
    said("ledger, a community", lambda: ledger(by=here, on=on))
    said("ledger, a street", lambda: ledger(by=street, on=on))
    said("ledger, gaps in a street", lambda: ledger(by=street, on=on, gaps=True))
    said("measures 27-35, a community", lambda: measured(by=here, between=between), 10)
    said("measures 27-35, a street", lambda: measured(by=street, between=between), 5)
    said("measures 27-35, the district", lambda: measured(by=leader, between=between), 3)
    sought = Sought(new_id(at), YONGNING, (), on, "laundry")
    said("whom a need is offered", lambda: helpers_for(sought).found)
    if some is not None:
        said("one pairing", lambda: pairing_shown(some.id, by=here, on=on))
        said("whom each role of a pairing is offered", lambda: suggestions(some.id, on=on))
    said("night: gaps everywhere, told", lambda: tell_gaps(at=at), 1)
    said("night: what was missed", lambda: sweep_visits(at=at), 1)


def main() -> None:
    """Fill and read, in one run. What is imported here is not by the two processes that fill."""
    from bench.__main__ import ready

    cluster = ready()
    try:
        from shuoshi.kernel.clock import now
        from shuoshi.scenarios.lishi.filling import fill_district

        began = time.perf_counter()
        made = fill_district(residents=RESIDENTS, seed=141102, at=now())
        print(f"{made} residents in {time.perf_counter() - began:.0f} s")
        print(", ".join(f"{many} {name}" for name, many in fill().items()))
        reading()
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
