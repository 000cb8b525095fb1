"""The definition language: what a programme file may say."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.texts import Bilingual

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Mark = Literal["C", "S", "K", "P"]
FieldType = Literal[
    "text",
    "long",
    "choice",
    "bool",
    "date",
    "time",
    "int",
    "money",
    "unit",
    "person",
    "place",
    "rows",
]
LinkKind = Literal["child", "part", "continues", "blocks"]
FinalKind = Literal["done", "refused", "moved", "void"]


class Says(BaseModel):
    """Every part of a file: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Says):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def says(self, language: str) -> str:
        """The text in `language`."""
        return Bilingual(self.zh, self.en).says(language)

    def __str__(self) -> str:
        return self.zh


def _span_text(text: str) -> str:
    if parse_limit(text).n <= 0:
        raise ValueError(f"'{text}' is no time from now on")
    return text


def _working_days(text: str) -> str:
    if parse_limit(_span_text(text)).unit != "working_days":
        raise ValueError(f"'{text}' is not in working_days, which extensions are counted in")
    return text


Span = Annotated[str, AfterValidator(_span_text)]
WorkingDays = Annotated[str, AfterValidator(_working_days)]


class FieldRule(Says):
    """One field of the whole, or of a question set.

    Shape:   `of` names the options of a choice: texts by code, 'kinds', or 'table:<name>';
             `rows` takes `columns`; `most` bounds letters of a text or the value of a number;
             `ahead` keeps a date between today and so long from now.
    """

    type: FieldType
    name: Text
    required: bool = False
    of: dict[str, Text] | str | None = None
    columns: dict[str, FieldType] | None = None
    sealed: bool = False
    seen_by: tuple[str, ...] = ()
    most: int | None = None
    ahead: Span | None = None
    hint: Text | None = None


def _limit_text(text: str) -> str:
    kind, _, rest = text.partition(":")
    if kind in ("event", "field") and rest:
        return text
    if kind == "month_day" and rest.isdigit() and 1 <= int(rest) <= 28:
        return text
    if kind == "table" and rest.count(".") == 1 and " by " in rest:
        return text
    parse_limit(text)
    return text


LimitText = Annotated[str, AfterValidator(_limit_text)]


class LimitCase(Says):
    """One case of a limit; the last one has no condition."""

    when: str | None = None
    limit: LimitText
    source: str | None = None
    mark: Mark


class LimitRule(Says):
    """How long: a limit, or cases; where it starts; what it may not be before.

    Shape:   '7 days', '2 working_days', 'event:next_meeting', 'field:agreed_at', 'month_day:10',
             'table:classes.limit by class'. `from`: the stage's entry, the whole's start, or the
             due time that ran before.
    """

    limit: LimitText | None = None
    cases: tuple[LimitCase, ...] = ()
    source: str | None = None
    mark: Mark | None = None
    starts: Literal["stage", "opened", "due"] = Field("stage", alias="from")
    not_before: Literal["due", "overall"] | None = None

    def all_cases(self) -> tuple[LimitCase, ...]:
        """The cases, a single limit being one."""
        if self.limit is not None and self.mark is not None:
            return (LimitCase(limit=self.limit, source=self.source, mark=self.mark),)
        return self.cases


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
    """

    programme: Name
    link: LinkKind = Field("child", alias="as")
    copied: tuple[Name, ...] = Field((), alias="copy")
    for_each: Name | None = None
    limit: Span | None = None


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
             gives back the time since the stage that it returns to was left.
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
    """Giving back to the stage it came from; only out of the stages that the file names."""

    start: tuple[Name, ...] = Field(alias="from", min_length=1)


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
    """What everybody may see once a reviewer released it."""

    when: str = "true"
    start: Name = Field(alias="from")
    shows: tuple[Name, ...]
    private_kinds: tuple[Name, ...] = ()
    public_name: Text | None = None


class Notice(Says):
    """Whom to tell at a move."""

    at: str
    to: tuple[str, ...]
    by: tuple[Literal["app", "sms"], ...] = ("app",)
    template: Name


class OncePer(Says):
    """How often somebody may have this: once per person or place within a time or a life."""

    of: Literal["person", "place"]
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


class QuestionSet(Says):
    """A set of questions, as a file of its own that a programme names."""

    questions: Name
    name: Text
    source: str
    fields: dict[Name, FieldRule]


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
    emergency: bool = False
    fields: dict[Name, FieldRule] = {}
    questions: Name | None = None
    tables: dict[Name, dict[str, dict[str, Any]]] = {}
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
    public: Public | None = None
    notices: tuple[Notice, ...] = ()
    migrate: dict[str, dict[Name, Name]] = {}
