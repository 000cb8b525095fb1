"""What `shuoshi programme check` finds: the graph, the names, the conditions, the duties of care."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from shuoshi.accounts.terms import ROLES
from shuoshi.programmes.conditions import faults_of
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.loading import Lines, parse_questions, read
from shuoshi.programmes.naming import (
    ANYBODY,
    Found,
    emergency,
    fields,
    limits,
    no_role,
    overall,
    people,
    places_in_the_file,
)
from shuoshi.programmes.ports import BLOCKS, body_of, hands_over
from shuoshi.programmes.schema import Move, Programme
from shuoshi.programmes.terms import BadProgramme, Fault
from shuoshi.units.terms import UnitKind

_OWNERS = {kind.value for kind in UnitKind} | {"holder", "raiser", "body"}
_OUTCOMES = {"deadline.passed", "children.closed"}


def check(
    programme: Programme, lines: Lines, installed: frozenset[str], *, questions: str = ""
) -> tuple[Fault, ...]:
    """Every fault of a programme, in the order of its lines; warnings do not stop installation."""
    definition = Definition(
        UUID(int=0), 0, programme, parse_questions(questions, "questions") if questions else None
    )
    rules: tuple[Callable[[Definition], Found], ...] = (
        _stages,
        _graph,
        _moves,
        limits,
        _blocks,
        _conditions,
        fields,
        emergency,
        people,
        places_in_the_file,
        overall,
        _care,
        _words,
    )
    found = [lines.fault(path, says) for rule in rules for path, says in rule(definition)]
    found += [
        lines.fault(path, says, warns=True) for path, says in _not_there(programme, installed)
    ]
    return tuple(sorted(found, key=lambda fault: (fault.line, fault.key)))


def _stages(d: Definition) -> Found:
    p = d.programme
    if p.first not in p.stages:
        yield ("first",), f"'{p.first}' is no stage"
    barred = [stage for part in p.bar for stage in part.stages]
    for name, stage in p.stages.items():
        here = ("stages", name)
        if stage.owner not in _OWNERS:
            yield (
                (*here, "owner"),
                f"'{stage.owner}' owns nothing; use {', '.join(sorted(_OWNERS))}",
            )
        if stage.owner == "body" and body_of(stage.blocks) is None:
            yield (
                (*here, "owner"),
                "only a stage with a block that names a body, such as ballot, is owned by one",
            )
        if stage.within and stage.within not in p.limits:
            yield (*here, "within"), f"'{stage.within}' is no limit; name one under limits"
        if stage.final is None and stage.within is None and stage.clock == "runs":
            yield here, "a stage that is not final needs a limit (within) or a paused clock"
        if stage.final is None and barred.count(name) != 1:
            yield ("bar",), f"the stage '{name}' must stand in the bar once"
    need = p.counts_as_need
    for stage_name in (need.confirmed, need.accepted, need.served) if need else ():
        if stage_name not in p.stages:
            yield ("counts_as_need",), f"'{stage_name}' is no stage"
    for stage_name in barred:
        if stage_name not in p.stages:
            yield ("bar",), f"'{stage_name}' is no stage"


def _words(d: Definition) -> Found:
    for field, own in d.programme.words.items():
        rule = d.fields.get(field)
        if rule is None or rule.type != "choice":
            yield ("words", field), f"'{field}' is no field of choices"
            continue
        options = _options(d, rule.of)
        for code, words in own.items():
            if code not in options:
                yield ("words", field, code), f"'{code}' is no option of '{field}'"
            if not all(len(word) > 1 for word in words):
                yield ("words", field, code), "a word of one letter stands in too many texts"


def _options(d: Definition, of: object) -> frozenset[str]:
    """The codes that a field of choices takes."""
    if of == "kinds":
        return frozenset(d.programme.kinds)
    if isinstance(of, str):
        return frozenset(d.programme.tables.get(of.removeprefix("table:"), {}))
    return frozenset(of) if isinstance(of, dict) else frozenset()


def _graph(d: Definition) -> Found:
    reached, edge = {d.programme.first}, [d.programme.first]
    while edge:
        here = edge.pop()
        for name in d.moves_from.get(here, ()):
            for branch in d.moves[name].branches():
                if branch.to in d.stages and branch.to not in reached:
                    reached.add(branch.to)
                    edge.append(branch.to)
    for name, stage in d.programme.stages.items():
        if name not in reached:
            yield ("stages", name), "no move leads here"
        own = [m for m in d.moves_from.get(name, ()) if m in d.programme.moves]
        leaves = any(b.to not in ("=", name) for m in own for b in d.moves[m].branches())
        if stage.final is None and not leaves:
            yield ("stages", name), "no way out: no move of the file leaves this stage"
        if stage.final is not None and own:
            yield ("stages", name), f"a final stage has no moves, but '{own[0]}' starts here"


def _moves(d: Definition) -> Found:
    p = d.programme
    back = p.builtin.give_back
    if back and back.within and back.within not in p.limits:
        yield ("builtin", "return", "within"), f"'{back.within}' is no limit; name one under limits"
    for name, move in p.moves.items():
        here = ("moves", name)
        if name in d.standard:
            yield here, "every programme has this move already; configure it under builtin"
        for stage in move.starts():
            if stage != "*" and stage not in p.stages:
                yield (*here, "from"), f"'{stage}' is no stage"
        yield from _ways(d, here, move)
        for role in (*move.by, *(move.approvals.by if move.approvals else ())):
            if role not in ROLES and role not in ANYBODY:
                yield (*here, "by"), no_role(role)
        if not move.by and not move.upon:
            yield here, "nobody can make this move: give it 'by' or 'upon'"
        if move.asks and not move.by and any(move.asked().values()):
            yield (*here, "asks"), "a move that an outcome makes by itself can't ask; add 'by'"
        for field in move.asked():
            if field not in d.fields:
                yield (*here, "asks"), f"'{field}' is no field"
        units = [f for f in move.asked() if d.field_types.get(f) == "unit"]
        lacks = [s for s in move.starts() if units and not hands_over(d.stages[s].blocks)]
        if lacks:
            yield (
                (*here, "asks"),
                f"'{units[0]}' is asked in stages with the block assign, not in '{lacks[0]}'",
            )
        for value in move.sets.values():
            if value.startswith("form.") and value.removeprefix("form.") not in d.fields:
                yield (*here, "sets"), f"'{value}' is no field"
        if move.within and move.within not in p.limits:
            yield (*here, "within"), f"'{move.within}' is no limit; name one under limits"
        for other in (*move.not_by, *move.not_unit_of):
            if other not in d.moves:
                yield (*here, "not_by"), f"'{other}' is no move"
        if move.upon and move.upon not in _OUTCOMES | _block_outcomes(d, move):
            yield (*here, "upon"), f"no block of its stages has the outcome '{move.upon}'"
        if "excluded" in move.sets and not move.not_by:
            yield (*here, "sets"), "an exclusion needs a second person: name the request in not_by"


def _ways(d: Definition, here: tuple[str, ...], move: Move) -> Found:
    branches = move.branches()
    for branch in branches:
        if branch.to not in d.programme.stages and branch.to not in ("=", "previous"):
            yield (*here, "to"), f"'{branch.to}' is no stage; '=' stays, 'previous' goes back"
    if branches[-1].when is not None:
        yield (*here, "to"), "the last branch must be free (no when), or a matter could be stranded"
    if any(branch.when is None for branch in branches[:-1]):
        yield (*here, "to"), "a branch without 'when' before the last one hides those after it"


def _block_outcomes(d: Definition, move: Move) -> set[str]:
    stages = [d.programme.stages[s] for s in move.starts() if s in d.programme.stages]
    names = {name for stage in stages for name in stage.blocks if name in BLOCKS}
    return {f"{name}.{outcome}" for name in names for outcome in BLOCKS[name].outcomes}


def _blocks(d: Definition) -> Found:
    for name, stage in d.programme.stages.items():
        for block, settings in stage.blocks.items():
            here = ("stages", name, "blocks", block)
            if block not in BLOCKS:
                yield here, f"no block of this name; known are {', '.join(sorted(BLOCKS))}"
                continue
            try:
                read = BLOCKS[block].settings.model_validate(settings)
            except ValidationError as error:
                for e in error.errors():
                    yield (*here, *map(str, e["loc"])), e["msg"]
                continue
            for says in BLOCKS[block].faults(read, d):
                yield here, says


def _conditions(d: Definition) -> Found:
    types, moves = d.field_types, tuple(d.moves)
    for path, expression in _all_conditions(d.programme):
        for fault in faults_of(expression, types, moves):
            yield path, fault


def _all_conditions(p: Programme) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("open_when",), p.open_when
    if p.public:
        yield ("public", "when"), p.public.when
    for name, rule in p.limits.items():
        for case in rule.cases:
            if case.when:
                yield ("limits", name, "cases"), case.when
    for name, move in p.moves.items():
        if move.when:
            yield ("moves", name, "when"), move.when
        for branch in move.branches():
            if branch.when:
                yield ("moves", name, "to"), branch.when


def _care(d: Definition) -> Found:
    """Nobody is refused by a clock, and nobody rates or approves their own work."""
    for name, move in d.programme.moves.items():
        ends = [d.stages[b.to].final for b in move.branches() if b.to in d.stages]
        if move.upon == "deadline.passed" and "refused" in ends:
            yield ("moves", name), "a deadline may not refuse anybody; let a person decide"
        if move.approvals and not move.approvals.distinct:
            yield ("moves", name, "approvals"), "approvals come from different people"


def _not_there(p: Programme, installed: frozenset[str]) -> Found:
    for name, move in p.moves.items():
        for opens in move.opens:
            if opens.programme not in installed and opens.programme != p.programme:
                yield (
                    ("moves", name, "opens"),
                    f"'{opens.programme}' is not installed: the move stays hidden until it is",
                )


def check_files(files: Sequence[Path]) -> tuple[Fault, ...]:
    """Every fault of these files, taken together as what would be installed."""
    found: list[Fault] = []
    parsed = []
    for file in files:
        try:
            parsed.append(read(file))
        except BadProgramme as error:
            found += error.faults
    together = frozenset(programme.programme for programme, *_rest in parsed)
    for programme, lines, _text, asked in parsed:
        found += check(programme, lines, together, questions=asked)
    return tuple(found)
