"""Texts: Chinese is the source, English its complete translation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Bilingual(NamedTuple):
    """One text in both languages of the house."""

    zh: str
    en: str

    def says(self, language: str) -> str:
        """The text for `language` ('zh-hans' and its kind, or 'en')."""
        return self.en if language.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


def marked(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


class Worded(NamedTuple):
    """A marked text with the values that go into it once it is translated."""

    text: str
    values: Mapping[str, object] = MappingProxyType({})

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text
