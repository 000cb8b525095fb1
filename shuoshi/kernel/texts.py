"""Texts: Chinese is the source, English its complete translation."""

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
