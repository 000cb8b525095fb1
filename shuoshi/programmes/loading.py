"""Reading a programme file: strict YAML, with the line of every key."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from shuoshi.programmes.fields import QuestionSet, Says
from shuoshi.programmes.schema import Programme
from shuoshi.programmes.terms import BadProgramme, Fault
from shuoshi.programmes.wording import Said, reworded, texts_in

Form = TypeVar("Form", bound=Says)


def _keys(form: type[BaseModel]) -> set[str]:
    """Every key of the language, for "did you mean"."""
    known: set[str] = set()
    for name, field in form.model_fields.items():
        known.add(field.alias or name)
        for inner in _models(field.annotation):
            known |= _keys(inner)
    return known


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


_AS_IT_IS: dict[str, Said] = {}
_KEYS = sorted(_keys(Programme))


class _Strict(yaml.SafeLoader):
    """YAML where only numbers, true, false and null are not text; a key comes once."""


_Strict.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("tag:yaml.org,2002:int", r"^-?(0|[1-9][0-9]{0,8})$", "-0123456789"),
    ("tag:yaml.org,2002:bool", r"^(true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^null$", "n"),
):
    _Strict.add_implicit_resolver(_tag, re.compile(_form), list(_first))


class Lines:
    """The line of each key, by its path."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._lines: dict[tuple[str, ...], int] = {}

    def put(self, path: tuple[str, ...], line: int) -> None:
        self._lines[path] = line

    def at(self, path: tuple[str, ...]) -> int:
        """The line of the path, or of the nearest one above it that the file holds."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def fault(self, path: tuple[str, ...], says: str, *, warns: bool = False) -> Fault:
        """A fault at a path."""
        return Fault(self.file, self.at(path), ".".join(path) or "file", says, warns=warns)


def _walk(node: yaml.Node, path: tuple[str, ...], lines: Lines, faults: list[Fault]) -> None:
    lines.put(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            below = (*path, str(key.value))
            if key.value in seen:
                faults.append(
                    Fault(
                        lines.file,
                        key.start_mark.line + 1,
                        ".".join(below),
                        "this key is here twice",
                    )
                )
            seen.add(key.value)
            _walk(value, below, lines, faults)
            lines.put(below, key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            _walk(value, (*path, str(n)), lines, faults)


def parse(text: str, file: str, words: Mapping[str, Said] = _AS_IT_IS) -> tuple[Programme, Lines]:
    """Read the text of a programme file, with a site's own words in place of the file's.

    Raises:  BadProgramme, with file, line, key and what to do for each fault
    """
    return _parse(text, file, Programme, words)


def parse_questions(text: str, file: str, words: Mapping[str, Said] = _AS_IT_IS) -> QuestionSet:
    """Read the text of a question set.

    Raises:  BadProgramme, as `parse`
    """
    return _parse(text, file, QuestionSet, words)[0]


def texts_of(text: str) -> dict[str, Said]:
    """Every text of a file that was read before, by its path."""
    return dict(texts_in(yaml.load(text, Loader=_Strict)))  # noqa: S506 - a SafeLoader, made stricter


def _parse(text: str, file: str, form: type[Form], words: Mapping[str, Said]) -> tuple[Form, Lines]:
    lines, faults = Lines(file), list[Fault]()
    try:
        node = yaml.compose(text, Loader=_Strict)
        body: Any = yaml.load(text, Loader=_Strict)  # noqa: S506 - a SafeLoader, made stricter
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        says = getattr(error, "problem", None) or "this is no YAML"
        raise BadProgramme((Fault(file, line, "file", str(says)),)) from None
    if node is None or not isinstance(body, dict):
        raise BadProgramme((Fault(file, 1, "file", "a programme is a mapping of keys"),))
    _walk(node, (), lines, faults)
    if faults:
        raise BadProgramme(tuple(faults))
    try:
        return form.model_validate(reworded(body, words)), lines
    except ValidationError as error:
        raise BadProgramme(tuple(_said(e, lines) for e in error.errors())) from None


def _said(error: Any, lines: Lines) -> Fault:
    path = tuple(str(part) for part in error["loc"])
    near = get_close_matches(path[-1], _KEYS, n=1) if path else []
    hint = f"did you mean '{near[0]}'?" if near else "see docs/reference/language.md"
    says = {
        "extra_forbidden": f"this key is not part of the language; {hint}",
        "missing": "this key is required",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return lines.fault(path, says)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        says = "this is no UTF-8 text: save the file as UTF-8"
        raise BadProgramme((Fault(file.name, 1, "file", says),)) from None


def read(file: Path) -> tuple[Programme, Lines, str, str]:
    """Read a programme file and its question set; returns both texts too.

    Shape:   the question set `name` lies in `questions/<name>.yaml` beside the file; '' without one.
    Raises:  BadProgramme
    """
    text = _text_of(file)
    programme, lines = parse(text, file.name)
    if programme.questions is None:
        return programme, lines, text, ""
    beside = file.parent / "questions" / f"{programme.questions}.yaml"
    if not beside.exists():
        fault = lines.fault(("questions",), f"there is no file questions/{beside.name} beside it")
        raise BadProgramme((fault,))
    asked = _text_of(beside)
    parse_questions(asked, beside.name)
    return programme, lines, text, asked
