"""What comes of a check: rules tried on every combination of options, once, into a table that anybody can look up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from shuoshi.posts.terms import NotAnswered
from shuoshi.programmes.conditions import compiled

COMBINATIONS_MOST = 4_096
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Table:
    """Which rule decides, by combination.

    Shape:   `options` of each question, in order; `cells` one number a combination, the last question's options
             counting fastest: the rule's number from 0, or how many rules there are where none holds.
    """

    options: Mapping[str, tuple[str, ...]]
    cells: tuple[int, ...]

    def rule_for(self, answers: Mapping[str, str]) -> int:
        """The rule that decides on these answers. Raises NotAnswered with its field."""
        at = 0
        for name, options in self.options.items():
            if answers.get(name) not in options:
                raise NotAnswered(field=name)
            at = at * len(options) + options.index(answers[name])
        return self.cells[at]


def tabulate(options: Mapping[str, tuple[str, ...]], conditions: Sequence[str]) -> Table:
    """Try the conditions, in their order, on every combination; `ask.<name>` is the option that was chosen.

    Raises:  ValueError for a condition that is too long, can't be read, names what is not asked, or is no yes or no
    """
    programs = [_compiled(condition) for condition in conditions]
    cells = []
    for chosen in product(*options.values()):
        names = {"ask": dict(zip(options, chosen, strict=True))}
        held = (n for n, program in enumerate(programs) if _holds(program, conditions[n], names))
        cells.append(next(held, len(programs)))
    return Table(options, tuple(cells))


def _compiled(condition: str) -> Any:
    if len(condition) > _LONGEST:
        raise ValueError(f"a condition of {len(condition)} letters, {_LONGEST} at most")
    try:
        return compiled(condition)
    except (ValueError, TypeError, RuntimeError) as error:
        raise ValueError(f"{condition}: {error}") from error


def _holds(program: Any, condition: str, names: Mapping[str, Mapping[str, str]]) -> bool:
    try:
        held = program.execute(names)
    except (ValueError, TypeError, RuntimeError, KeyError, ArithmeticError) as error:
        raise ValueError(f"{condition}: {error}") from error
    if not isinstance(held, bool):
        raise ValueError(f"{condition}: neither yes nor no")
    return held
