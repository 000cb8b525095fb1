"""The smaller words of the language: texts, fields, times, limits, question sets."""

from typing import Annotated, Literal

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
    "helper",
    "person",
    "place",
    "rows",
]


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
             `ahead` keeps a date between today and so long from now; `sealed` says that the value
             is sealed, by its kind where it has one: its key and its mask follow from it.
    """

    type: FieldType
    name: Text
    required: bool = False
    of: dict[str, Text] | str | None = None
    columns: dict[str, FieldType] | None = None
    sealed: bool | Literal["name", "phone", "identity", "door", "health"] = False
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


class QuestionSet(Says):
    """A set of questions, as a file of its own that a programme names."""

    questions: Name
    name: Text
    source: str
    fields: dict[Name, FieldRule]
