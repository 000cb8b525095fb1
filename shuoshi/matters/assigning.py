"""The block `assign`: to whom a matter can be handed over, and why."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from shuoshi.accounts.queries import staffed
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.matters.ports import FINDERS, Candidate
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import InStage, Panel
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.units.queries import units_at
from shuoshi.units.terms import BODIES, UnitKind

_IN_HAND = """
SELECT holder_id, count(*) FROM matters_matter
WHERE closed_at IS NULL AND holder_id = ANY(%s) GROUP BY holder_id
"""
_NEAR = {
    6: Bilingual("区级单位", "of the district"),
    9: Bilingual("在本街道（乡镇）", "of this street or town"),
    12: Bilingual("在本社区（村）", "of this community or village"),
}


class AssignSettings(Settings):
    """Which kinds of units are offered, in which fields of the stage's moves one of them is chosen, and the
    moves that take some of these kinds `only`."""

    to: tuple[Literal["unit"], ...] = ("unit",)
    kinds: tuple[UnitKind, ...] = ()
    fields: tuple[str, ...] = ("holder",)
    only: dict[str, tuple[UnitKind, ...]] = {}


def near_units(path: str, kinds: tuple[UnitKind, ...], on: date) -> Iterable[Candidate]:
    """Units of the place and of those above it, the nearest first: none in which nobody is on duty,
    and no body, which only votes. Two statements."""
    found = [u for u in units_at(path, on, kinds) if u.kind not in BODIES]
    there = staffed((u.id for u in found), on)
    return [
        Candidate(u, (_NEAR[len(u.path)],) if len(u.path) in _NEAR else ())
        for u in found
        if u.id in there
    ]


def in_hand(units: Iterable[UUID]) -> dict[UUID, int]:
    """How many open matters each of these units holds. One statement in a scope."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_IN_HAND, [list(units)])
        return dict(cursor.fetchall())


_LEAST, _BACK = 3, timedelta(days=365)
_WENT = """
SELECT went.holder_id, count(*) FROM (
SELECT DISTINCT ON (m.id) s.holder_id FROM matters_matter m
JOIN matters_step s ON s.matter_id = m.id AND s.from_stage = %s AND jsonb_exists(s.answers, 'holder')
WHERE m.outcome = 'done' AND m.path >= %s AND m.path < %s AND m.closed_at > %s
  AND m.programme = %s AND m.kind = %s AND m.id <> %s
ORDER BY m.id, s.revision DESC) went GROUP BY went.holder_id
"""


def went_to(stage: InStage) -> dict[UUID, int]:
    """To whom finished matters of this kind in this community went from this stage within a year: how
    many by unit. One statement in a scope.

    Shape:   one that was handed over twice counts for the last.
    """
    if not stage.kind:
        return {}
    here = bounds_of(stage.path[:12])
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            _WENT,
            [stage.stage, here.lo, here.hi, stage.at - _BACK, stage.programme, stage.kind, stage.matter_id],
        )  # fmt: skip
        return dict(cursor.fetchall())


def _known_for(unit: UUID, went: Mapping[UUID, int]) -> tuple[Bilingual, ...]:
    """Why experience speaks for a unit, where there is enough of it."""
    k, n = went.get(unit, 0), sum(went.values())
    if not k or n < _LEAST:
        return ()
    return (
        Bilingual(f"本社区同类的 {n} 件里 {k} 件交给了它", f"{k} of {n} like this here went to it"),
    )


class AssignBlock(Plain):
    """Hand over to one of those whom the registered finders offer, those with experience first."""

    name = "assign"
    hands_over = True
    settings = AssignSettings

    def guard(
        self, stage: InStage, state: Any, move: str, answers: Mapping[str, Any]
    ) -> str | None:
        chosen = {str(answers[f]) for f in stage.settings.fields if answers.get(f)}
        if not chosen:
            return None
        known = {str(c.unit.id): c.unit.kind for c in self._candidates(stage)}
        if not chosen <= known.keys():
            return marked("请从名单里选。")
        only = stage.settings.only.get(move)
        fits = only is None or all(known[one] in only for one in chosen)
        return None if fits else _NOT_THAT_KIND

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return (f"'{name}' is no move" for name in settings.only if name not in d.moves)

    def _candidates(self, stage: InStage) -> list[Candidate]:
        on, kinds = local_date(stage.at), stage.settings.kinds
        found: dict[UUID, Candidate] = {}
        for finder in FINDERS.values():
            for candidate in finder(stage.path, kinds, on):
                found.setdefault(candidate.unit.id, candidate)
        return list(found.values())

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        went = went_to(stage)
        found = self._candidates(stage)
        if sum(went.values()) >= _LEAST:
            found.sort(key=lambda c: -went.get(c.unit.id, 0))  # stable: else the nearest first
        held = in_hand(c.unit.id for c in found)
        rows = [
            (c.unit.name, (*_known_for(c.unit.id, went), *c.reasons, _load(held.get(c.unit.id, 0))))
            for c in found
        ]
        return Panel("matters/blocks/assign.html", {"units": [c.unit for c in found], "why": rows})


_NOT_THAT_KIND = marked("这一步不交给这一类单位，请另选一个。")


def _load(n: int) -> Bilingual:
    return Bilingual(f"手上 {n} 件", f"{n} in hand")
