"""Measures 27 to 35 of DOMAIN.md section 12, counted from the records: every rate with its numerator and denominator.

Days are local; a period is both its days. What is counted lies in the range of whoever asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from shuoshi.care.rules import next_on
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import ARRANGERS, MayNotArrange
from shuoshi.helpers.figures import volunteered
from shuoshi.kernel.clock import midnight
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual
from shuoshi.programmes.queries import installed
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach

READERS = ARRANGERS | {"district_leader", "supervision_office", "auditor", "desk_worker"}
_LONGEST, _LAST = timedelta(days=3 * 366), 9000
FEW = 10
_ANY_DAY = date(2026, 3, 1)
"""Below so many in the denominator no rate is shown, only counts (DOMAIN.md section 12)."""


NAMES: Mapping[str, Bilingual] = {
    "homes_visited": Bilingual("走访过的住户", "Households visited"),
    "monthly_visits": Bilingual("当月走访到的人", "People met this month"),
    "weekly_visits": Bilingual("高风险的人，每周都走访到", "High risk, met every week"),
    "complete_pairings": Bilingual("结对齐全的人", "People with a complete team"),
    "needs_matched": Bilingual("需求找到了服务方", "Needs with a provider"),
    "needs_served": Bilingual("需求办好了", "Needs served"),
    "needs_rated": Bilingual("居民评价过", "Rated by residents"),
    "volunteer_minutes": Bilingual("志愿服务（分钟）", "Volunteering (minutes)"),
    "volunteers": Bilingual("参加服务的人", "Helpers who served"),
    "contracts": Bilingual("家庭医生签约的居民", "Residents with a family doctor"),
    "contracts_at_risk": Bilingual("重点人群签约", "Those at risk with a family doctor"),
    "services_done": Bilingual("到期的签约服务做完了", "Contract services done of due"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its number in DOMAIN.md, of which part, how many of how many, and what goes beside it.

    Shape:   `of` names what it is of, such as a scheme; `whole` None where it is a count and no rate; `median_days` of
             needs that were served; `counted` is part and whole without what was excluded from rates, of needs.
    """

    number: int
    key: str
    part: int
    whole: int | None
    of: str = ""
    median_days: float | None = None
    counted: tuple[int, int] | None = None

    @property
    def rate(self) -> float | None:
        """The share, where there are enough to speak of one."""
        return _share(self.part, self.whole)

    @property
    def rate_counted(self) -> float | None:
        """The share after exclusion, where there are enough to speak of one."""
        return _share(*self.counted) if self.counted else None


def _share(part: int, whole: int | None) -> float | None:
    return part / whole if whole and whole >= FEW else None


@dataclass(frozen=True, slots=True)
class Between:
    """A period of local days, both within."""

    since_on: date
    until_on: date

    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment of the first day to the first after the last."""
        after = self.until_on + timedelta(days=1)
        return midnight(self.since_on), midnight(after)

    def weeks(self) -> list[date]:
        """The Mondays of the full weeks within."""
        first = self.since_on + timedelta(days=-self.since_on.weekday() % 7)
        out = []
        while first + timedelta(days=6) <= self.until_on:
            out.append(first)
            first += timedelta(days=7)
        return out


def measured(*, by: Actor, between: Between) -> tuple[Measure, ...]:
    """The measures 27 to 35 of a period, in their order.

    Raises:  MayNotArrange for whoever reads no figures of care, BadInput for a period of more than three years
    Source:  DOMAIN.md section 12; FEATURES.md 2.10: sums of places, never of workers
    """
    if by.reach is not Reach.TERRITORIAL or by.role not in READERS:
        raise MayNotArrange
    if (
        not timedelta() <= between.until_on - between.since_on <= _LONGEST
        or between.until_on.year > _LAST
    ):
        raise BadInput("结束日期要在开始以后、三年以内。", field="until")
    found = [*_homes(by, between), *_monthly(by, between), *_weekly(by, between)]
    for scheme in schemes():
        found += _complete(by, scheme)
    found += [*_needs(by, between), *_hours(by, between), *_contracts(by, between)]
    return tuple(found)


def _homes(by: Actor, between: Between) -> list[Measure]:
    """27: households visited at least once of all."""
    visited, all_ = _row(by, _HOMES, [*between.moments()])
    return [Measure(27, "homes_visited", visited, all_)]


_HOMES = """
SELECT (SELECT count(DISTINCT v.household_id) FROM care_visit v
        WHERE v.outcome = 'met' AND v.at >= %s AND v.at < %s),
       (SELECT count(DISTINCT household_id) FROM people_person WHERE left_on IS NULL AND household_id IS NOT NULL)
"""


def _monthly(by: Actor, between: Between) -> list[Measure]:
    """28: people who are to be visited once a month or more and were met in the month of the last day, of all who were
    such then."""
    often = [
        (name, tier)
        for name, rule in schemes().items()
        for tier, t in rule.tiers.items()
        if next_on(t.every, _ANY_DAY) - _ANY_DAY <= timedelta(days=31)
    ]
    first = between.until_on.replace(day=1)
    month = Between(first, between.until_on)
    on = between.until_on
    pairs = [[s for s, _t in often], [t for _s, t in often]]
    met, all_ = _row(by, _MONTHLY, [*pairs, on, on, *month.moments()])
    return [Measure(28, "monthly_visits", met, all_)]


_MONTHLY = """
WITH eligible AS (SELECT id, person_id FROM care_pairing p
                  JOIN unnest(%s::text[], %s::text[]) AS o(scheme, tier) ON o.scheme = p.scheme AND o.tier = p.tier
                  WHERE person_id IS NOT NULL AND agreed_on <= %s AND (ended_on IS NULL OR ended_on > %s)),
     met AS (SELECT DISTINCT e.person_id FROM eligible e JOIN care_visit v ON v.pairing_id = e.id
             WHERE v.outcome = 'met' AND v.at >= %s AND v.at < %s)
SELECT (SELECT count(*) FROM met), (SELECT count(DISTINCT person_id) FROM eligible)
"""


def _weekly(by: Actor, between: Between) -> list[Measure]:
    """29: people at high risk who were met in each full week, of all; nothing where no week is full."""
    high = [(name, rule.high) for name, rule in schemes().items() if rule.high]
    weeks = between.weeks()
    if not weeks:
        return [Measure(29, "weekly_visits", 0, 0)]
    met, all_ = _row(
        by, _WEEKLY,
        [[s for s, _t in high], [t for _s, t in high], weeks[0], between.until_on, weeks, len(weeks)],
    )  # fmt: skip
    return [Measure(29, "weekly_visits", met, all_)]


_WEEKLY = """
WITH high AS (SELECT p.id, p.person_id FROM care_pairing p
              JOIN unnest(%s::text[], %s::text[]) AS h(scheme, tier) ON h.scheme = p.scheme AND h.tier = p.tier
              WHERE p.person_id IS NOT NULL AND p.agreed_on <= %s AND (p.ended_on IS NULL OR p.ended_on > %s)),
     met AS (SELECT h.person_id, count(DISTINCT w.monday) AS weeks
             FROM high h JOIN care_visit v ON v.pairing_id = h.id
             JOIN unnest(%s::date[]) AS w(monday) ON v.at >= (w.monday::timestamp AT TIME ZONE 'Asia/Shanghai')
              AND v.at < ((w.monday + 7)::timestamp AT TIME ZONE 'Asia/Shanghai')
             WHERE v.outcome = 'met' GROUP BY h.person_id)
SELECT (SELECT count(*) FROM met WHERE weeks = %s), (SELECT count(DISTINCT person_id) FROM high)
"""


def _complete(by: Actor, scheme: str) -> list[Measure]:
    """30: people (or homes) with a complete team of those who qualify for a scheme."""
    rule = schemes()[scheme]
    if not rule.who or "person" not in rule.of:
        return []
    roles = [name for name, role in rule.roles.items() if role.needed]
    sets, values = [], list[object]()
    for groups in rule.who:
        sets.append('array_agg("group"::text) @> %s::text[]')
        values.append([g.value for g in groups])
    statement = _COMPLETE.format(qualifies=" OR ".join(sets))
    there, all_ = _row(by, statement, [*values, scheme, roles, len(roles)])
    return [Measure(30, "complete_pairings", there, all_, scheme)]


_COMPLETE = """
WITH who AS (SELECT person_id FROM people_atrisk WHERE ended_on IS NULL GROUP BY person_id HAVING {qualifies}),
     whole AS (SELECT p.person_id FROM care_pairing p JOIN care_carer c ON c.pairing_id = p.id AND c.state = 'agreed'
               WHERE p.scheme = %s AND p.ended_on IS NULL AND p.agreed_on IS NOT NULL AND c.role = ANY(%s)
               GROUP BY p.id HAVING count(DISTINCT c.role) = %s)
SELECT (SELECT count(*) FROM who WHERE person_id IN (SELECT person_id FROM whole)), (SELECT count(*) FROM who)
"""


def _needs(by: Actor, between: Between) -> list[Measure]:
    """31: needs with a provider of those confirmed in the period; 32: served of these, and in how many days; 33: rated
    of those served. Which stages count, the programmes' files say; before and after exclusion."""
    of = [(d.key, d.programme.counts_as_need) for d in installed()]
    stages = [(key, n.confirmed, n.accepted, n.served) for key, n in of if n]
    columns: Sequence[list[str]] = [[s[i] for s in stages] for i in range(4)]
    found = _row(by, _NEEDS, [*columns, *between.moments()])
    (confirmed, accepted, served, rated), (n, taken, done, told), days = (
        found[:4],
        found[4:8],
        found[8],
    )
    median = None if days is None else round(float(days), 1)
    return [
        Measure(31, "needs_matched", accepted, confirmed, counted=(taken, n)),
        Measure(32, "needs_served", served, confirmed, median_days=median, counted=(done, n)),
        Measure(33, "needs_rated", rated, served, counted=(told, done)),
    ]


_NEEDS = """
WITH stages AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
                AS s(programme, confirmed, accepted, served)),
     need AS (SELECT m.id, m.opened_at, coalesce(m.marks ->> 'excluded', '') = '' AS counts, s.accepted, s.served
              FROM stages s JOIN matters_matter m ON m.programme = s.programme
              WHERE EXISTS (SELECT FROM matters_step t WHERE t.matter_id = m.id AND t.to_stage = s.confirmed
                              AND t.from_stage <> s.confirmed AND t.at >= %s AND t.at < %s)),
     went AS (SELECT n.id, n.opened_at, n.counts,
                     EXISTS (SELECT FROM matters_step t WHERE t.matter_id = n.id AND t.to_stage = n.accepted) AS taken,
                     (SELECT min(t.at) FROM matters_step t
                      WHERE t.matter_id = n.id AND t.to_stage = n.served) AS served,
                     EXISTS (SELECT FROM matters_answer a WHERE a.matter_id = n.id) AS rated FROM need n)
SELECT count(*), count(*) FILTER (WHERE taken), count(served),
       count(*) FILTER (WHERE served IS NOT NULL AND rated),
       count(*) FILTER (WHERE counts), count(*) FILTER (WHERE counts AND taken), count(served) FILTER (WHERE counts),
       count(*) FILTER (WHERE counts AND served IS NOT NULL AND rated),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM served - opened_at) / 86400) FROM went
"""


def _hours(by: Actor, between: Between) -> list[Measure]:
    """34: confirmed minutes of volunteering, and by how many helpers."""
    found = volunteered(by=by, since_on=between.since_on, until_on=between.until_on)
    return [
        Measure(34, "volunteer_minutes", found["volunteering"], None),
        Measure(34, "volunteers", found["helpers"], None),
    ]


def _contracts(by: Actor, between: Between) -> list[Measure]:
    """35: residents with a contract that holds on the last day, of all and of those at risk; services done of due."""
    on = between.until_on
    held, residents, at_risk, all_at_risk, done, due = _row(
        by, _CONTRACTS, [on, on, on, between.since_on, on]
    )
    return [
        Measure(35, "contracts", held, residents),
        Measure(35, "contracts_at_risk", at_risk, all_at_risk),
        Measure(35, "services_done", done, due),
    ]


_CONTRACTS = """
WITH held AS (SELECT DISTINCT p.person_id FROM care_contract c JOIN care_pairing p ON p.id = c.pairing_id
              WHERE c.since_on <= %s AND c.until_on >= %s AND (c.ended_on IS NULL OR c.ended_on > %s)),
     risky AS (SELECT DISTINCT person_id FROM people_atrisk WHERE ended_on IS NULL),
     due AS (SELECT d.done_on FROM care_due d JOIN care_contract c ON c.id = d.contract_id
             WHERE d.due_on BETWEEN %s AND %s
               AND (c.ended_on IS NULL OR d.due_on < c.ended_on OR d.done_on IS NOT NULL))
SELECT (SELECT count(*) FROM held),
       (SELECT count(*) FROM people_person WHERE left_on IS NULL AND same_as_id IS NULL AND household_id IS NOT NULL),
       (SELECT count(*) FROM risky WHERE person_id IN (SELECT person_id FROM held)), (SELECT count(*) FROM risky),
       (SELECT count(done_on) FROM due), (SELECT count(*) FROM due)
"""


def _row(by: Actor, statement: str, values: list[Any]) -> tuple[int, ...]:
    with acting(by), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(cursor.fetchone())
