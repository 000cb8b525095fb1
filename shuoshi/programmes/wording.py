"""The texts of a programme file by their path, and other words put in their place. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

LANGUAGES = frozenset({"zh", "en"})
QUESTIONS = "questions"
Said = tuple[str, str]


def texts_in(body: Any, path: str = "") -> Iterator[tuple[str, Said]]:
    """Every text of a file's body: 'stages.said.name' -> (Chinese, English)."""
    if isinstance(body, Mapping):
        if set(body) == LANGUAGES:
            yield path, (str(body["zh"]), str(body["en"]))
            return
        for key, value in body.items():
            yield from texts_in(value, f"{path}.{key}" if path else str(key))
    elif isinstance(body, list):
        for n, value in enumerate(body):
            yield from texts_in(value, f"{path}.{n}")


def reworded(body: Any, words: Mapping[str, Said], path: str = "") -> Any:
    """The body with `words` in place of its own texts; a path that it lacks changes nothing."""
    if not words:
        return body
    if isinstance(body, Mapping):
        if set(body) == LANGUAGES and path in words:
            return dict(zip(("zh", "en"), words[path], strict=True))
        return {k: reworded(v, words, f"{path}.{k}" if path else str(k)) for k, v in body.items()}
    if isinstance(body, list):
        return [reworded(value, words, f"{path}.{n}") for n, value in enumerate(body)]
    return body


def of_questions(words: Mapping[str, Said]) -> dict[str, Said]:
    """The words that belong to the question set, by the paths of its own file."""
    inside = QUESTIONS + "."
    return {p.removeprefix(inside): said for p, said in words.items() if p.startswith(inside)}
