"""The definition language: what a programme file may say."""

from typing import Annotated, Any, Literal

from pydantic import Field

from shuoshi.programmes.fields import (
    FieldRule,
    LimitRule,
    Mark,
    Name,
    Says,
    Span,
    Text,
    WorkingDays,
)

LinkKind = Literal["child", "part", "continues", "blocks"]
FinalKind = Literal["done", "refused", "moved", "void"]


class Stage(Says):
    """Where a matter is.

    Shape:   `owner` is a kind of unit, 'holder' (stays), or 'raiser' (stays; their turn).
    """

    name: Text
    owner: str = "holder"
    within: Name | None = None
    clock: Literal["runs", "paused"] = "runs"
    blocks: dict[str, dict[str, Any]] = {}
    final: FinalKind | None = None


class Branch(Says):
    """One way of a move that has several; the last one is free."""

    when: str | None = None
    to: str


class Opens(Says):
    """A matter of another programme that a move opens.

    Shape:   `copy` names fields that go along, and `text` for the words that the raiser said; the
             title always goes. `for_each` opens one for each row of a list, none for an empty one.
             `holder` names the field of a unit that holds the new one (joint handling: a part each).
    """

    programme: Name
    link: LinkKind = Field("child", alias="as")
    copied: tuple[Name, ...] = Field((), alias="copy")
    for_each: Name | None = None
    holder: Name | None = None
    limit: Span | None = None


class NeedStages(Says):
    """In which stages a matter counts as a need: confirmed, taken by a provider, served. Measures 31 to 33 of DOMAIN.md
    section 12 are counted from them."""

    confirmed: Name
    accepted: Name
    served: Name


class Approvals(Says):
    """Counted approvals before the move is made."""

    by: tuple[str, ...]
    n: int = Field(ge=1, le=20)
    each: Literal["person", "unit", "role"] = "person"
    distinct: bool = True


class Move(Says):
    """The only way a matter changes.

    Shape:   `from` one stage, several or '*'; `to` a stage, branches, '=' (stay) or 'previous';
             a name of a field in `asks` may end in '~' (asked, not required); `of_holder` keeps it
             to the unit that holds the matter; `photo` asks for pictures on the way; `clock` credit
             gives back the time since the stage that it returns to was left; `within` a limit from the
             stage's entry it can be made, and no more (a return); `once_a_unit`: what a unit handed back
             once and got again, it keeps.
    """

    name: Text
    start: str | tuple[str, ...] = Field(alias="from")
    to: str | tuple[Branch, ...]
    by: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    approvals: Approvals | None = None
    not_by: tuple[Name, ...] = ()
    not_unit_of: tuple[Name, ...] = ()
    when: str | None = None
    upon: str | None = None
    opens: tuple[Opens, ...] = ()
    sets: dict[str, str] = {}
    reply: bool = False
    clock: Literal["enter", "restart", "keep", "credit"] = "enter"
    of_holder: bool = False
    photo: bool = False
    within: Name | None = None
    once_a_unit: bool = False

    def starts(self) -> tuple[str, ...]:
        """The stages it starts from."""
        return (self.start,) if isinstance(self.start, str) else self.start

    def branches(self) -> tuple[Branch, ...]:
        """Where it leads, one way being one branch."""
        return (Branch(to=self.to),) if isinstance(self.to, str) else self.to

    def asked(self) -> dict[str, bool]:
        """The fields it asks for, and whether each is required."""
        return {a.rstrip("~"): not a.endswith("~") for a in self.asks}


class Withdraw(Says):
    by: tuple[str, ...] = ("raiser",)
    until: Name | None = None


class Extend(Says):
    """Extension: asked with a reason by the unit that holds the matter, approved by somebody else,
    capped; the old due stays. `from` names the stages in which it may be asked; all without it."""

    by: tuple[str, ...]
    approve: tuple[str, ...]
    start: tuple[Name, ...] = Field((), alias="from")
    max: int = Field(1, ge=1, le=5)
    most: WorkingDays = "10 working_days"
    source: str | None = None
    mark: Mark = "P"


class ByRoles(Says):
    by: tuple[str, ...]


class GiveBack(ByRoles):
    """Giving back to the stage it came from; only out of the stages that the file names, and `within` a
    limit from their entry where it names one."""

    start: tuple[Name, ...] = Field(alias="from", min_length=1)
    within: Name | None = None


class Merge(ByRoles):
    """Putting a matter into another open one of the same programme, before the stage `until`."""

    until: Name | None = None


class Builtin(Says):
    """The moves that every programme has; a file says who may make them."""

    withdraw: Withdraw = Withdraw()
    extend: Extend | None = None
    give_back: GiveBack | None = Field(None, alias="return")
    merge: Merge | None = None
    release: ByRoles | None = None
    hide: ByRoles | None = None


class Reopen(Says):
    """When a finished matter may be opened again, by whom, into which stage."""

    within: Span
    by: tuple[str, ...]
    to: Name
    same: tuple[Literal["kind", "place"], ...] = ()
    mark: Mark
    source: str | None = None


class Climb(Says):
    """What happens as a due time comes near or passes.

    Shape:   `at` is a share of the limit ('80%') or so long from the due time ('+5 working_days').
    """

    at: str = Field(pattern=r"^(\d{1,3}%|[+-]\d{1,4} [a-z_]+)$")
    clock: Literal["stage", "overall"] = "stage"
    do: tuple[Literal["remind", "yellow", "red", "supervise", "to_parent_unit"], ...]
    to: str | None = None


class Public(Says):
    """What everybody may see once a reviewer released it.

    Shape:   `wall` puts it on the message wall too, by whatever way it came; what came by the wall is
             there anyway.
    """

    when: str = "true"
    start: Name = Field(alias="from")
    shows: tuple[Name, ...]
    private_kinds: tuple[Name, ...] = ()
    public_name: Text | None = None
    wall: bool = False


class Notice(Says):
    """Whom to tell at a move."""

    at: str
    to: tuple[str, ...]
    by: tuple[Literal["app", "sms", "unit", "email", "wecom", "dingtalk", "city"], ...] = ("app",)
    template: Name


class Outside(Says):
    """The number that a matter has in another house, which sent it here: how it is called there, and by
    which channel it comes."""

    channel: Name
    name: Text


class OncePer(Says):
    """How often somebody may have this: once per person, household or place within a time or a life."""

    of: Literal["person", "household", "place"]
    within: Literal["life"] | Span = "life"
    reached: Name | None = None


class Retention(Says):
    limit: Span
    mark: Mark
    source: str | None = None


class Bar(Says):
    """One character of the bar of a matter's way, and the stages it stands for."""

    name: Text
    stages: tuple[Name, ...]


class Programme(Says):
    """A mechanism written down."""

    programme: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*_[a-z0-9_]+$", max_length=40)]
    name: Text
    source: str
    law: str | None = None
    open_to: tuple[str, ...]
    open_when: str = "true"
    kinds: dict[Name, Text] = {}
    sensitivity: Literal["public", "inner", "personal", "sensitive"]
    legal_basis: Text | None = None
    retention: Retention
    emergency: Name | None = None
    outside: Outside | None = None
    fields: dict[Name, FieldRule] = {}
    questions: Name | None = None
    tables: dict[Name, dict[str, dict[str, Any]]] = {}
    words: dict[Name, dict[Name, tuple[str, ...]]] = {}
    limits: dict[Name, LimitRule] = {}
    overall: Name | None = None
    first: Name
    stages: dict[Name, Stage]
    bar: tuple[Bar, ...]
    moves: dict[Name, Move]
    builtin: Builtin = Field(default_factory=lambda: Builtin.model_validate({}))
    reopen: Reopen | None = None
    climb: tuple[Climb, ...] = ()
    once_per: OncePer | None = None
    counts_as_need: NeedStages | None = None
    public: Public | None = None
    notices: tuple[Notice, ...] = ()
    migrate: dict[str, dict[Name, Name]] = {}
