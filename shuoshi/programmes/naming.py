"""The names that a programme file uses: fields, limits, roles, stages, moves, templates."""

from collections.abc import Iterator

from shuoshi.accounts.terms import NOT_DUTIES, ROLES
from shuoshi.kernel.limits import parse_limit
from shuoshi.notices.rules import known_templates
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import LimitCase
from shuoshi.programmes.ports import ANCHORS
from shuoshi.programmes.standard import FIELDS

ANYBODY = frozenset({"*", "raiser", "resident"})
_AUDIENCES = frozenset({"holder", "lead", "raiser", "opener", "assignee", "parent_unit", "outside"})
_TEXTS = frozenset({"text", "title"})
Found = Iterator[tuple[tuple[str, ...], str]]


def no_role(role: str) -> str:
    """What is said of a role that nobody has."""
    return f"'{role}' is no role; known are {', '.join(sorted(ROLES))}"


def limits(d: Definition) -> Found:
    """Cases, sources, and what a limit may end at."""
    for name, rule in d.programme.limits.items():
        here = ("limits", name)
        cases = rule.all_cases()
        if not cases or (rule.limit and rule.cases):
            yield here, "give either a limit with its mark, or cases with theirs"
            continue
        if cases[-1].when is not None:
            yield here, "the last case must be free (no when)"
        for case in cases:
            for says in faults_of_limit(d, case):
                yield here, says


def faults_of_limit(d: Definition, case: LimitCase) -> Iterator[str]:
    """What keeps a limit from working in this programme: the file's, or a site's own."""
    if case.mark in ("C", "S") and not case.source:
        yield f"mark {case.mark} needs its source (L.. or W.. of DOMAIN)"
    kind, anchored, rest = case.limit.partition(":")
    if not anchored and parse_limit(kind).n <= 0:
        yield f"'{kind}' is no time from then on"
    if kind == "event" and rest not in ANCHORS:
        yield f"no room knows the event '{rest}'; known are {', '.join(ANCHORS)}"
    if kind == "field" and d.field_types.get(rest) not in ("date", "time"):
        yield f"'{rest}' is no date field"
    elif kind == "field" and d.fields[rest].sealed:
        yield f"'{rest}' is sealed, and no clock can read it"
    if kind == "table":
        yield from _table_limit(d, rest)


def _table_limit(d: Definition, rest: str) -> Iterator[str]:
    spot, _, field = rest.partition(" by ")
    table, _, column = spot.partition(".")
    if table not in d.programme.tables:
        yield f"'{table}' is no table"
    elif any(column not in row for row in d.programme.tables[table].values()):
        yield f"a row of '{table}' has no '{column}'"
    else:
        yield from _row_limits(d, table, column)
    if field not in d.fields or d.fields[field].sealed:
        yield f"'{field}' is no field that a clock can read"


def _row_limits(d: Definition, table: str, column: str) -> Iterator[str]:
    for key, row in d.programme.tables[table].items():
        try:
            if parse_limit(str(row[column])).n <= 0:
                yield f"row '{key}' of '{table}': '{row[column]}' is no time from then on"
        except ValueError as error:
            yield f"row '{key}' of '{table}': {error}"


def fields(d: Definition) -> Found:
    """Choices, and who may see or open what."""
    for name, rule in d.fields.items():
        here = ("fields", name)
        if name in FIELDS and rule is not FIELDS[name]:
            yield here, "every programme has this field already; choose another name"
        if rule.type == "choice" and rule.of is None:
            yield here, "a choice needs its options (of)"
        if isinstance(rule.of, str):
            table = rule.of.removeprefix("table:")
            known = rule.of == "kinds" or (rule.of != table and table in d.programme.tables)
            if not known:
                yield (*here, "of"), f"'{rule.of}' is neither kinds nor a table of this file"
        for role in rule.seen_by:
            if role not in ROLES and role not in ANYBODY:
                yield (*here, "seen_by"), no_role(role)
    p = d.programme
    for role in p.open_to:
        if role not in ROLES or role in NOT_DUTIES - {"resident"}:
            yield (
                ("open_to",),
                f"'{role}' can't open a matter; known are {', '.join(sorted(ROLES))}",
            )
    if p.public:
        for shown in p.public.shows:
            field = d.fields.get(shown)
            if field is None:
                yield ("public", "shows"), f"'{shown}' is no field"
            elif field.sealed or field.type == "person":
                yield ("public", "shows"), f"'{shown}' is sealed and can't be public"


def emergency(d: Definition) -> Found:
    """What an emergency collects stays sealed until it is erased: nothing of it becomes public, and
    nothing is filled in that can't be sealed."""
    p = d.programme
    if p.emergency is None:
        return
    if p.public is not None:
        yield ("public",), "what an emergency collects is never public"
    for name, rule in p.fields.items():
        if rule.type in ("rows", "person"):
            yield ("fields", name, "type"), f"'{rule.type}' can't be sealed for an emergency"


def people(d: Definition) -> Found:
    """Roles and audiences outside the moves, and what they are told."""
    p, b = d.programme, d.programme.builtin
    roles: list[tuple[tuple[str, ...], str]] = [
        (("builtin",), role)
        for part in (b.withdraw, b.extend, b.give_back, b.merge, b.release, b.hide)
        if part
        for role in part.by
    ]
    roles += [(("builtin", "extend"), r) for r in (b.extend.approve if b.extend else ())]
    roles += [(("reopen",), r) for r in (p.reopen.by if p.reopen else ())]
    roles += [(("climb",), c.to) for c in p.climb if c.to]
    for path, role in roles:
        if role not in ROLES and role not in ANYBODY:
            yield path, no_role(role)
    for n, notice in enumerate(p.notices):
        here = ("notices", str(n))
        if notice.at != "open" and notice.at not in d.moves:
            yield (*here, "at"), f"'{notice.at}' is no move"
        if notice.template not in known_templates():
            yield (*here, "template"), f"'{notice.template}' is no template"
        for audience in notice.to:
            if audience not in ROLES and audience not in _AUDIENCES:
                known = ", ".join(sorted(_AUDIENCES))
                yield (*here, "to"), f"'{audience}' is nobody to tell; use {known}, or a role"


def places_in_the_file(d: Definition) -> Found:
    """Stages, kinds and fields that other parts of the file name."""
    p, b = d.programme, d.programme.builtin
    named: list[tuple[tuple[str, ...], str | None]] = [
        (("builtin", "withdraw"), b.withdraw.until),
        (("builtin", "merge"), b.merge.until if b.merge else None),
        (("reopen", "to"), p.reopen.to if p.reopen else None),
        (("public", "from"), p.public.start if p.public else None),
        (("once_per", "reached"), p.once_per.reached if p.once_per else None),
        *((("builtin", "extend"), s) for s in (b.extend.start if b.extend else ())),
        *((("builtin", "return"), s) for s in (b.give_back.start if b.give_back else ())),
        *((("migrate", n), s) for n, stages in p.migrate.items() for s in stages.values()),
    ]
    for path, stage in named:
        if stage is not None and stage not in p.stages:
            yield path, f"'{stage}' is no stage"
    for kind in p.public.private_kinds if p.public else ():
        if kind not in p.kinds:
            yield ("public", "private_kinds"), f"'{kind}' is no kind"
    if p.reopen and p.reopen.same and "place" not in p.reopen.same:
        yield ("reopen", "same"), "what recurs is known by its place: add 'place'"
    for name, move in p.moves.items():
        for opens in move.opens:
            for field in (*opens.copied, *([opens.for_each] if opens.for_each else [])):
                if field not in d.fields and field not in _TEXTS:
                    yield ("moves", name, "opens"), f"'{field}' is no field"
            if opens.holder and d.field_types.get(opens.holder) != "unit":
                yield ("moves", name, "opens"), f"'{opens.holder}' is no field of a unit"
            elif opens.holder and not move.asked().get(opens.holder):
                yield (
                    ("moves", name, "opens"),
                    f"ask for '{opens.holder}', or nobody holds what is opened",
                )


def overall(d: Definition) -> Found:
    """The limit of the whole, and what climbs by it."""
    p = d.programme
    if p.overall is not None and p.overall not in p.limits:
        yield ("overall",), f"'{p.overall}' is no limit; name one under limits"
    for climb in p.climb:
        if climb.clock == "overall" and p.overall is None:
            yield ("climb",), "there is no overall limit to climb by; name one under overall"
        try:
            parse_limit("1 days" if climb.at.endswith("%") else climb.at)
        except ValueError as error:
            yield ("climb",), str(error)
