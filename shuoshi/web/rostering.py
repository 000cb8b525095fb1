"""What pages and API say of rosters: options, names, what a form means."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from shuoshi.helpers.terms import DAYS, SKILLS
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rosters.patterns import Pattern, patterns
from shuoshi.rosters.queries import MemberRow, RosterShown, SpotRow
from shuoshi.rosters.rules import may_begin
from shuoshi.rosters.terms import (
    ARRANGERS,
    REST_H,
    RULES,
    RUN_MOST,
    SERVERS,
    STATES,
    SWAP_STATES,
    WEEK_H,
    Asked,
    MayNotArrange,
    MemberSaid,
    SpotSaid,
    TurnRow,
    WishSaid,
)
from shuoshi.ui.words import in_words
from shuoshi.web.answering import chosen_day, chosen_id
from shuoshi.web.helping import number_of

WEEK = 7
LOOKERS = ARRANGERS | {"grid_worker", "desk_worker", "emergency_command", "district_leader"}
"""Roles that see who is on duty in their range."""


def arrangers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody makes rosters. Raises MayNotArrange."""
    able = tuple(a for a in actors if a.reach is Reach.TERRITORIAL and a.role in ARRANGERS)
    if not able:
        raise MayNotArrange
    return able


def on_duty_seers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody sees who is on duty: of a range, of a unit. Raises MayNotArrange."""
    able = tuple(
        a for a in actors
        if (a.reach is Reach.TERRITORIAL and a.role in LOOKERS)
        or (a.reach is Reach.HOLDING and a.role in SERVERS)
    )  # fmt: skip
    if not able:
        raise MayNotArrange
    return able


def signs(able: Sequence[Actor], turn: TurnRow) -> bool:
    """Whether one of these signs somebody in and out: whoever arranges, their unit, themselves."""
    return any(a.role in ARRANGERS | SERVERS or a.account_id == turn.account_id for a in able)


def words_of_rosters() -> Mapping[str, Any]:
    """Options and names for the pages of rosters."""
    return {
        "pattern_options": [(p.pattern, in_words(p.name)) for p in patterns().values()],
        "pattern_names": {p.pattern: in_words(p.name) for p in patterns().values()},
        "roster_states": {s.value: in_words(n) for s, n in STATES.items()},
        "swap_states": {s.value: in_words(n) for s, n in SWAP_STATES.items()},
        "skill_options": [(c, in_words(n)) for c, n in SKILLS.items()],
        "weekday_options": [(str(n), in_words(d)) for n, d in enumerate(DAYS)],
        "weekday_names": [in_words(d) for d in DAYS], "skill_rows": SKILL_ROWS,
        "today": local_date(clock_now()), "said": in_words, "may_begin": may_begin,
    }  # fmt: skip


def shift_options(pattern: Pattern) -> list[tuple[str, str]]:
    """The shifts of a pattern to choose from, with their hours."""
    return [(code, f"{in_words(s.name)} {s.clock}") for code, s in pattern.shifts.items()]


def asked_of(given: QueryDict) -> Asked:
    """What a form says of a roster. Raises BadInput."""
    return Asked(
        given.get("place", ""), given.get("name", ""), given.get("pattern", ""),
        chosen_day(given.get("starts_on", ""), "starts_on"), number_of(given.get("days") or "7", "days"),
        **_rules(given),
    )  # fmt: skip


def rules_of(given: QueryDict, shown: RosterShown) -> Asked:
    """What a form says of a roster's rules; the rest as it is. Raises BadInput."""
    row = shown.row
    return Asked(row.path, row.name, row.pattern, row.starts_on, row.days, **_rules(given))


def _rules(given: QueryDict) -> dict[str, int]:
    usual = {"rest_h": REST_H, "run_most": RUN_MOST, "week_h": WEEK_H, "nights": 3}
    return {name: number_of(given.get(name) or str(n), name) for name, n in usual.items()}


SKILL_ROWS = ("1", "2", "3", "4")


def spot_of(given: QueryDict, pattern: Pattern) -> SpotSaid:
    """What a form says of a spot: `people-early` and the like, skills with their numbers. Raises BadInput."""
    people = {
        code: number_of(given.get(f"people-{code}") or "0", "people") for code in pattern.shifts
    }
    skills = {
        skill: number_of(given.get(f"skilled-{n}") or "1", "skills")
        for n in SKILL_ROWS
        if (skill := given.get(f"skill-{n}", ""))
    }
    days = {int(d) for d in given.getlist("weekdays") if d.isdecimal()}
    return SpotSaid(given.get("name", ""), people, skills, frozenset(days))


def spot_values(s: SpotRow) -> Mapping[str, Any]:
    """What the form of a spot says before it is changed."""
    named: dict[str, object] = {f"people-{code}": many for code, many in s.people.items()}
    for n, (skill, many) in enumerate(s.skills.items(), 1):
        named |= {f"skill-{n}": skill, f"skilled-{n}": many}
    return {"name": s.name, "weekdays": [str(d) for d in s.weekdays], **named}


def member_of(given: QueryDict) -> MemberSaid:
    """What a form says of a member. Raises BadInput."""
    week_h = given.get("week_h", "").strip()
    return MemberSaid(
        frozenset(chosen_id(i, "spots") for i in given.getlist("spots")), frozenset(given.getlist("never")),
        frozenset(chosen_day(d, "off") for d in given.getlist("off")), number_of(week_h, "week_h") if week_h else None,
    )  # fmt: skip


def wish_of(given: QueryDict) -> WishSaid:
    """What a form says of a wish. Raises BadInput."""
    return WishSaid(
        chosen_day(given.get("on", ""), "on"), given.get("shift", ""), given.get("wants", "") == "true",
        number_of(given.get("weight") or "3", "weight"),
    )  # fmt: skip


def week_of(shown: RosterShown, asked: str) -> tuple[date, ...]:
    """Seven days of a roster from the one that is asked for, else from this week's, else its first."""
    days = shown.days
    today = local_date(clock_now())
    first = days[0] + timedelta(days=max(0, (today - days[0]).days // WEEK) * WEEK)
    if asked:
        try:
            first = date.fromisoformat(asked)
        except ValueError:
            raise BadInput("请按 2026-01-31 的样子填日期。", field="since") from None
    at = (first - days[0]).days
    at = min(max(at, 0), len(days) - 1) // WEEK * WEEK
    return days[at : at + WEEK]


def why_said(shown: RosterShown) -> list[tuple[str, str]]:
    """Which rules stand against each other: the rule, and of whom, when and in which numbers."""
    spots = {str(s.id): s.name for s in shown.spots}
    members = {str(m.id): m.name for m in shown.members}
    found = []
    for w in shown.why:
        day = shown.days[w["day"]].isoformat() if w["day"] is not None else ""
        shift = shown.pattern.shifts.get(w["shift"])
        skill = in_words(SKILLS[w["skill"]]) if w["skill"] in SKILLS else ""
        about = (
            members.get(w["member"], ""),
            day,
            spots.get(w["spot"], ""),
            in_words(shift.name) if shift else "",
            skill,
        )
        found.append((in_words(RULES[w["rule"]]), " · ".join(filter(None, about)), w))
    return [(rule, about + _numbers(w)) for rule, about, w in found]


def _numbers(w: Mapping[str, Any]) -> str:
    return f"（{w['able']}/{w['asked']}）" if w["rule"] == "cover" else ""


def member_values(m: MemberRow) -> Mapping[str, Any]:
    """What the form of a member says before it is changed."""
    return {
        "spots": [str(s) for s in m.spots], "never": list(m.never), "off": [d.isoformat() for d in m.off],
        "week_h": m.week_h or "",
    }  # fmt: skip
