"""The block `assign`: to whom a matter can be handed over, and why."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from shuoshi.accounts.queries import staffed
from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.matters.ports import FINDERS, HELPER_FINDERS, Candidate, Choices, Sought
from shuoshi.matters.terms import BadAnswers
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import InStage, Panel
from shuoshi.programmes.queries import installed
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
    moves that take some of these kinds `only`. `seeks`: which skill a kind of matter takes; `to` helper: helpers
    are offered too."""

    to: tuple[Literal["unit", "helper"], ...] = ("unit",)
    kinds: tuple[UnitKind, ...] = ()
    fields: tuple[str, ...] = ("holder",)
    only: dict[str, tuple[UnitKind, ...]] = {}
    seeks: dict[str, str] = {}


def near_units(sought: Sought) -> Iterable[Candidate]:
    """Units of the place and of those above it, the nearest first: none in which nobody is on duty,
    and no body, which only votes. Two statements."""
    at = units_at(sought.path, sought.on, sought.kinds)
    found = [u for u in at if u.kind not in BODIES]
    there = staffed((u.id for u in found), sought.on)
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


def seeking(skill: str) -> frozenset[tuple[str, str]]:
    """The programmes and kinds of matters that take a skill, as their current versions say."""
    return frozenset(
        (d.key, kind)
        for d in installed()
        for stage in d.stages.values()
        for kind, sought in stage.blocks.get("assign", {}).get("seeks", {}).items()
        if sought == skill
    )


class AssignBlock(Plain):
    """Hand over to one of those whom the registered finders offer: first who offers just this, then who has
    experience."""

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
        moves = (f"'{name}' is no move" for name in settings.only if name not in d.moves)
        kinds = (f"'{k}' is no kind" for k in settings.seeks if k not in d.programme.kinds)
        skills = (f"'{s}' is no skill" for s in settings.seeks.values() if s not in SKILLS)
        return (*moves, *kinds, *skills)

    def completes(self, stage: InStage, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """Whoever names a helper need not name their unit. Raises BadAnswers for one who is not offered."""
        helper = str(answers.get("helper") or "")
        if not helper:
            return {}
        unit = self._unit_of(stage, helper)
        if unit is None or str(answers.get("holder") or unit) != unit:
            raise BadAnswers({"helper": _NOT_OFFERED})
        return {"holder": unit}

    def _sought(self, stage: InStage) -> Sought:
        skill = stage.settings.seeks.get(stage.kind, "")
        on = local_date(stage.at)
        return Sought(stage.matter_id, stage.path, stage.settings.kinds, on, skill)

    def _unit_of(self, stage: InStage, helper: str) -> str | None:
        found = (c for c in self.choices(stage).found if str(c.helper_id) == helper)
        return next((str(c.unit.id) for c in found), None)

    def choices(self, stage: InStage) -> Choices:
        """The helpers who could take it, where the file lets them be offered."""
        if "helper" not in stage.settings.to:
            return Choices()
        found = [finder(self._sought(stage)) for finder in HELPER_FINDERS]
        return Choices(
            tuple(c for one in found for c in one.found),
            tuple(w for one in found for w in one.why_not),
        )

    def _candidates(self, stage: InStage) -> list[Candidate]:
        sought = self._sought(stage)
        found: dict[UUID, Candidate] = {}
        for finder in FINDERS.values():
            for c in finder(sought):
                known = found.get(c.unit.id)
                before = known.reasons if known else ()
                fits = c.fits or bool(known and known.fits)
                found[c.unit.id] = Candidate(c.unit, (*c.reasons, *before), fits)
        return list(found.values())

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        went = went_to(stage)
        found = self._candidates(stage)
        if sum(went.values()) >= _LEAST:
            found.sort(key=lambda c: -went.get(c.unit.id, 0))  # stable: else the nearest first
        found.sort(key=lambda c: not c.fits)
        held = in_hand(c.unit.id for c in found)
        rows = [
            (c.unit.name, (*_known_for(c.unit.id, went), *c.reasons, _load(held.get(c.unit.id, 0))))
            for c in found
        ]
        choices = self.choices(stage)
        shown = {
            "units": [c.unit for c in found],
            "why": rows,
            "helpers": choices.found,
            "why_not": choices.why_not,
        }
        return Panel("matters/blocks/assign.html", shown)


_NOT_OFFERED = marked("这位帮手不在名单里，或者不是这个单位的。")
_NOT_THAT_KIND = marked("这一步不交给这一类单位，请另选一个。")


def _load(n: int) -> Bilingual:
    return Bilingual(f"手上 {n} 件", f"{n} in hand")
