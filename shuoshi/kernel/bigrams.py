"""Chinese text cut for searching: each two neighbouring letters are a word, each Latin word or number one.

What is indexed and what is asked for are cut the same way, so that 路灯不亮 finds the text in which these
letters stand in this order, and nothing else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_LATIN = re.compile(r"[a-z0-9]+")
_WORD_MOST, _DIGITS_MOST, _POSITION_MOST, _GAP = 40, 6, 16_000, 8
_ASKED_MOST = 40


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _cut(text: str, *, asked: bool) -> Iterator[tuple[str, int]]:
    """The words of a text with where each begins.

    Shape:   the last letter of a run stands alone as well when a text is kept, so that one letter
             finds it; long numbers (phones, identity cards) are no words: a person is looked up by
             their own search, with its own log.
    """
    at = 0
    for run in _RUNS.findall(_folded(text)):
        if _LATIN.fullmatch(run):
            if not run.isdigit() or len(run) <= _DIGITS_MOST:
                yield run[:_WORD_MOST], at
            at += 1
            continue
        for n in range(len(run) - 1):
            yield run[n : n + 2], at + n
        if not asked or len(run) == 1:
            yield run[-1], at + len(run) - 1
        at += len(run)


def lexemes(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL's tsvector reads them: 'word':place, a gap between one text and the next."""
    out, begin = list[str](), 1
    for text in texts:
        last = begin
        for word, at in _cut(text, asked=False):
            last = begin + at
            if last > _POSITION_MOST:
                return " ".join(out)
            out.append(f"'{word}':{last}")
        begin = last + _GAP
    return " ".join(out)


def words_of(text: str) -> list[str]:
    """The words of a text in order, as the index of words holds them but for lone last letters."""
    return [word for word, _at in _cut(text, asked=True)]


def any_of(words: Iterable[str]) -> str:
    """Words of `words_of` as PostgreSQL's tsquery reads them: any of them."""
    return " | ".join(f"'{word}'" for word in words)


def asked_for(text: str) -> str:
    """What somebody typed as PostgreSQL's tsquery reads it: all of the terms between spaces, each as it
    stands; '' where nothing can be searched by."""
    terms = [_phrase(list(_cut(term, asked=True))[:_ASKED_MOST]) for term in text.split()]
    return " & ".join(f"({term})" for term in terms if term)


def _phrase(words: list[tuple[str, int]]) -> str:
    out, before = "", 0
    for word, at in words:
        step = f" <{at - before}> " if out else ""
        out, before = out + step + _lexeme(word), at
    return out


def _lexeme(word: str) -> str:
    """One letter is the beginning of a pair, a Latin word that of a longer one; a number is itself."""
    begins = not word.isdigit() and (len(word) == 1 or _LATIN.fullmatch(word))
    return f"'{word}':*" if begins else f"'{word}'"
