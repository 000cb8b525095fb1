"""Reading the knowledge base: what holds for a place, and what fits somebody's words."""

from shuoshi.kernel.bigrams import words_of
from shuoshi.knowledge.models import KnowledgeEntry
from shuoshi.knowledge.terms import Entry
from shuoshi.likeness.alike import Weights, likeness, vector

_FITS, _MOST = 0.08, 5
_ALIKE = Weights({}, 1.0)


def _entry(row: KnowledgeEntry) -> Entry:
    return Entry(row.id, row.path, row.question, row.answer, row.source, row.review_on)


def entries_for(path: str) -> tuple[Entry, ...]:
    """What holds for a place: its own entries and those of the places above, the nearest first. One statement."""
    above = [path[:n] for n in (6, 9, 12) if n <= len(path)]
    rows = KnowledgeEntry.objects.filter(path__in=above, ended_at__isnull=True)
    return tuple(_entry(row) for row in rows.order_by("-path", "question", "id"))


def answers_to(text: str, path: str, *, most: int = _MOST) -> tuple[Entry, ...]:
    """The entries for a place that fit what somebody asks, the best first. One statement.

    Shape:   the question counts twice; an entry of which no two letters stand in the text is left out.
    """
    if not words_of(text):
        return ()
    asked = vector("", text, _ALIKE)
    found = [(likeness(asked, vector(e.question, e.answer, _ALIKE)), e) for e in entries_for(path)]
    best = sorted((f for f in found if f[0] >= _FITS), key=lambda f: -f[0])
    return tuple(entry for _score, entry in best[:most])
