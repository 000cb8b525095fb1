"""A need finds a helper, and a role of a pairing does: by the same field that matches thousands at once, with reasons,
and with numbers where nobody can. Without the extra `planning` nobody is suggested, and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from shuoshi.accounts.queries import staffed
from shuoshi.care.models import Pairing
from shuoshi.care.schemes import Role, schemes
from shuoshi.helpers.matchables import Matchable, matchable
from shuoshi.helpers.queries import names_of_helpers
from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.ports import Choice, Choices, Sought
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.terms import UnitKind, UnitRow

if TYPE_CHECKING:
    from shuoshi.planning.match.terms import Because, Helper, Unmatched

MOST = 10
_NO_PLANNING = Bilingual(
    "这台机器没有装规划组件，请自己从名单里选。",
    "The planning extra is not installed here; choose from the list.",
)


def helpers_for(sought: Sought) -> Choices:
    """Helpers who could take a matter, the best first: of units that may have it and in which somebody is on duty."""
    found = matchable(sought.path, on=sought.on)
    there = staffed({h.unit_id for h in found}, sought.on)
    kinds = set(sought.kinds)
    able = [h for h in found if h.unit_id in there and (not kinds or h.unit_kind in kinds)]
    spot, before = _raiser_of(sought.matter_id)
    asked = Asked(sought.path, skill=sought.skill, spot=spot, before=before)
    return _choices([asked], able, sought.on)[0]


def _asked_for(pairing: Pairing, role: Role) -> "Asked":
    """What a role of a pairing asks, as engine in the caller's scope."""
    home = pairing.person.household if pairing.person else pairing.household
    spot = home.spot if home else None
    now = pairing.carers.exclude(state="over").values_list("helper_id", flat=True)
    kinds = frozenset(role.kinds)
    return Asked(
        pairing.path, kinds=kinds, cleared=role.cleared, spot=spot, refused=frozenset(map(str, now))
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a helper, before it is put as planning takes it."""

    path: str
    skill: str = ""
    kinds: frozenset[str] = frozenset()
    cleared: bool = False
    spot: tuple[float, float] | None = None
    before: str = ""
    refused: frozenset[str] = frozenset()


def _choices(asked: Sequence["Asked"], found: Sequence[Matchable], on: date) -> tuple[Choices, ...]:
    """For each of these, who could: everybody is put as planning takes them once."""
    try:
        from shuoshi.planning.match.field import Field
        from shuoshi.planning.match.terms import Need
    except ImportError:
        return tuple(Choices(why_not=(_NO_PLANNING,)) for _one in asked)
    loads = _loads()
    field, out = Field([_as_helper(h, loads.get(h.id, 0), on) for h in found]), []
    for one in asked:
        need = Need(
            "it", one.skill, one.path, one.spot, kinds=one.kinds, cleared=one.cleared, before=one.before,
            likes=_tags(one.path), refused=one.refused,
        )  # fmt: skip
        best = field.suggest(need, MOST)
        why_not = () if best else _why_not(field.why_not(need, field.judge(need)))
        out.append((best, why_not))
    rows = {str(h.id): h for h in found}
    names = names_of_helpers(UUID(s.helper) for best, _why in out for s in best)
    return tuple(
        Choices(
            tuple(
                Choice(
                    rows[s.helper].id, names.get(rows[s.helper].id, ""), _unit(rows[s.helper]),
                    tuple(said for b in s.because if (said := _said(b))),
                )
                for s in best
            ),
            why_not,
        )
        for best, why_not in out
    )  # fmt: skip


def _as_helper(h: Matchable, load: int, on: date) -> "Helper":
    from shuoshi.planning.match.terms import Helper

    areas = tuple((b.lo, b.hi) for b in map(bounds_of, h.areas))
    return Helper(
        str(h.id), h.kind, frozenset(h.skills), h.spot, areas, h.slots, frozenset(h.languages),
        h.cleared_until is not None and h.cleared_until >= on, load, h.most, h.reach_m, _tags(h.unit_path),
    )  # fmt: skip


def _tags(path: str) -> frozenset[str]:
    """The community and the street of a place, each liked: nearness where no spot is known."""
    return frozenset(path[:n] for n in (9, 12) if len(path) >= n)


def _unit(h: Matchable) -> UnitRow:
    return UnitRow(h.unit_id, UnitKind(h.unit_kind), h.unit, h.unit_path)


def _said(because: "Because") -> Bilingual | None:
    from shuoshi.planning.match.terms import Reason

    n = because.number
    said: dict[Reason, Bilingual | None] = {
        Reason.SKILL: Bilingual("会这一项", "has the skill"),
        Reason.BEFORE: Bilingual("上次就是他（她）来的", "came last time"),
        Reason.WISHED: Bilingual("本人想要这一位", "wished for"),
        Reason.LIKED: Bilingual("在本社区", "of this community")
        if n > 1
        else Bilingual("在本街道", "of this street"),
        Reason.NEAR: Bilingual(f"离这里 {n} 米", f"{n} m away"),
        Reason.IN_TIME: Bilingual(f"有 {n} 个时段合得上", f"{n} times fit"),
        Reason.FREE: Bilingual(f"还能带 {n} 户（件）", f"room for {n} more"),
    }
    return said.get(because.reason)


def _why_not(unmatched: "Unmatched") -> tuple[Bilingual, ...]:
    """Where the last of them fell away, in words, with how many were left before."""
    from shuoshi.planning.match.terms import WhyNot

    words = {
        WhyNot.SKILL: ("没有人登记会这一项", "nobody has this skill"),
        WhyNot.KIND: ("没有这一类帮手", "no helper of this kind"),
        WhyNot.AREA: ("都不来这个地方", "none of them comes here"),
        WhyNot.TOO_FAR: ("都太远了", "all too far"),
        WhyNot.LANGUAGE: ("语言不合", "not the language"),
        WhyNot.CLEARANCE: ("都没有核实过能进有孩子的家", "none is cleared for homes with children"),
        WhyNot.HOURS: ("时间都合不上", "no time fits"),
        WhyNot.REFUSED: ("都不合适", "all ruled out"),
        WhyNot.FULL: ("都带满了", "all have their hands full"),
        WhyNot.TAKEN: ("都有别的事", "all are taken"),
    }
    zh, en = words[unmatched.why]
    n = unmatched.left_before.get(unmatched.why, 0)
    if not n:
        return (Bilingual("还没有登记帮手", "no helper is registered"),)
    return (Bilingual(f"剩下 {n} 位帮手，{zh}", f"{n} helpers were left: {en}"),)


def _raiser_of(matter_id: UUID) -> tuple[tuple[float, float] | None, str]:
    """Where whoever raised a matter lives, if it is known, and who served them last."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_RAISER, [matter_id])
        row = cursor.fetchone()
    if row is None:
        return None, ""
    lat, lon, before = row
    return ((lat, lon) if lat is not None and lon is not None else None), str(before or "")


_RAISER = """
SELECT h.lat, h.lon,
       (SELECT o.helper_id FROM matters_matter o WHERE o.raiser_id = m.raiser_id AND o.helper_id IS NOT NULL
          AND o.outcome = 'done' ORDER BY o.closed_at DESC LIMIT 1)
FROM matters_matter m LEFT JOIN people_person p ON p.id = m.raiser_id
LEFT JOIN people_household h ON h.id = p.household_id WHERE m.id = %s
"""


def _loads() -> dict[UUID, int]:
    """What each helper looks after now: parts in pairings, and open matters. One statement in a scope."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_LOADS)
        return dict(cursor.fetchall())


_LOADS = """
SELECT helper_id, count(*) FROM (
SELECT helper_id FROM care_carer WHERE state IN ('asked', 'agreed')
UNION ALL SELECT helper_id FROM matters_matter WHERE helper_id IS NOT NULL AND closed_at IS NULL) x GROUP BY 1
"""


def suggestions(pairing_id: UUID, *, on: date) -> dict[str, Choices]:
    """By role of a pairing, who could take it, or stand in. Read as engine, for a page of whoever may arrange it."""
    with acting(SYSTEM):
        pairing = (
            Pairing.objects.select_related("person__household", "household")
            .filter(id=pairing_id)
            .first()
        )
        if pairing is None:
            return {}
        roles = schemes()[pairing.scheme].roles
        asked = {name: _asked_for(pairing, role) for name, role in roles.items()}
    found = _choices(list(asked.values()), matchable(pairing.path, on=on), on)
    return dict(zip(asked, found, strict=True))
