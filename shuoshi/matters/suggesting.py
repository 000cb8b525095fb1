"""What kind a matter may be: suggested by what was learnt at this site, else by the file's own words, with
the reason; a person decides."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from shuoshi.likeness.suggesting import Suggested, Suggester, by_words, load
from shuoshi.programmes.definition import Definition


def file_of(programme: str, field: str) -> Path:
    """Where what was learnt for a field of a programme lies."""
    return Path(settings.LEARNT_FOLDER) / f"{programme}.{field}.json.gz"


def suggested(d: Definition, field: str, title: str, body: str) -> tuple[Suggested, ...]:
    """The likeliest two options of a field of choices, the best first, none where nothing is known."""
    file = file_of(d.key, field)
    learnt = _learnt(file, file.stat().st_mtime_ns) if file.exists() else None
    if learnt is not None:
        return learnt.suggest(title, body)
    words = d.programme.words.get(field)
    return by_words(words, title, body) if words else ()


@lru_cache(maxsize=16)
def _learnt(file: Path, moment: int) -> Suggester | None:
    """What `shuoshi learn` wrote; nothing where the file can't be read. `moment` makes it forget."""
    try:
        return load(file)
    except (ValueError, OSError, KeyError, EOFError):
        return None
