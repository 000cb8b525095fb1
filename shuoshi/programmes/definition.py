"""A programme made ready for use: the file's words and the standard ones, looked up by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from shuoshi.kernel.errors import NotFound
from shuoshi.programmes.fields import FieldRule, LimitRule, QuestionSet, Text
from shuoshi.programmes.schema import Move, Programme, Stage
from shuoshi.programmes.standard import FIELDS, STAGES, standard_moves


class NoSuchMove(NotFound):
    """这件事没有这一步。"""


class NoSuchStage(NotFound):
    """这件事没有这个阶段。"""


@dataclass(frozen=True)
class Definition:
    """One version of a programme, ready for the engine. Shared by all requests; never changed."""

    version_id: UUID
    n: int
    programme: Programme
    questions: QuestionSet | None = None

    @property
    def key(self) -> str:
        return self.programme.programme

    @cached_property
    def standard(self) -> Mapping[str, Move]:
        return standard_moves(self.programme)

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Moves of the file, then the standard ones."""
        return {**self.programme.moves, **self.standard}

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        return {**self.programme.stages, **STAGES}

    @cached_property
    def fields(self) -> Mapping[str, FieldRule]:
        asked = self.questions.fields if self.questions else {}
        return {**FIELDS, **self.programme.fields, **asked}

    @cached_property
    def field_types(self) -> Mapping[str, str]:
        return {name: rule.type for name, rule in self.fields.items()}

    @cached_property
    def moves_from(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the moves that start from each stage."""
        working = [name for name, stage in self.stages.items() if stage.final is None]
        found: dict[str, list[str]] = {name: [] for name in self.stages}
        for name, move in self.moves.items():
            for stage in working if move.starts() == ("*",) else move.starts():
                found[stage].append(name)
        return {stage: tuple(names) for stage, names in found.items()}

    def move(self, name: str) -> Move:
        """A move by its name. Raises NoSuchMove."""
        try:
            return self.moves[name]
        except KeyError:
            raise NoSuchMove from None

    def stage(self, name: str) -> Stage:
        """A stage by its name. Raises NoSuchStage."""
        try:
            return self.stages[name]
        except KeyError:
            raise NoSuchStage from None

    def limit(self, name: str | None) -> LimitRule | None:
        """A limit by its name."""
        return self.programme.limits[name] if name else None

    def upon(self, stage: str, outcome: str) -> str | None:
        """The move that an outcome makes by itself in a stage, if there is one."""
        for name in self.moves_from[stage]:
            move = self.moves[name]
            if move.upon == outcome and not move.by:
                return name
        return None

    @property
    def public_name(self) -> Text:
        """What everybody calls it: the file's public name, which may say less than its own."""
        public = self.programme.public
        return (public and public.public_name) or self.programme.name

    def bar_place(self, stage: str) -> int:
        """How far a stage is along the bar: the index of its character, or the last one."""
        for n, part in enumerate(self.programme.bar):
            if stage in part.stages:
                return n
        return len(self.programme.bar) - 1
