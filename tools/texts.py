"""Collect every text of pages and refusals, and compile the English catalogue.

Chinese is the source: the key of a text is the Chinese sentence. Run `make texts` after changing one;
a text without English is listed and the exit code says so.
"""

import importlib
import os
import pkgutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "shuoshi" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = dict.fromkeys(("_", "gettext", "marked"))
REFUSALS = (
    "BadInput",
    "TooLarge",
    "NotAllowed",
    "Conflict",
    "NotYet",
    "_Fault",
    "Refusal",
    "NotFound",
)
METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2")]


def _written() -> set[str]:
    found = extract_from_dir(
        str(ROOT / "shuoshi"), METHODS, {}, {**KEYWORDS, **dict.fromkeys(REFUSALS, None)}
    )
    return {str(message) for _file, _line, message, *_rest in found if isinstance(message, str)}


def _docstrings() -> set[str]:
    """A refusal's docstring is its default sentence."""
    os.environ.setdefault("SHUOSHI_HOME", tempfile.mkdtemp(prefix="shuoshi-texts-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "shuoshi.server.settings"
    import django

    django.setup()
    import shuoshi
    from shuoshi.kernel.errors import Refusal

    for module in pkgutil.walk_packages(shuoshi.__path__, "shuoshi."):
        if "migrations" not in module.name and not module.name.endswith(("__main__", "wsgi")):
            importlib.import_module(module.name)
    kinds, edge = set[type[Refusal]](), [Refusal]
    while edge:
        kind = edge.pop()
        kinds.add(kind)
        edge += kind.__subclasses__()
    return {(kind.__doc__ or "").strip() for kind in kinds} - {""}


def texts() -> set[str]:
    """Every text that a page may show."""
    return {
        text for text in _written() | _docstrings() if any(ord(letter) > 0x2E80 for letter in text)
    }


def main() -> int:
    """Write the catalogue anew; returns 1 when English is missing."""
    old = {}
    if PO.exists():
        with PO.open("rb") as lines:
            old = {m.id: m.string for m in read_po(lines) if m.id}
    catalog = Catalog(locale="en", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# English texts of Shuoshi; keys are the Chinese sentences."
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    lacking = []
    for text in sorted(texts()):
        catalog.add(text, old.get(text) or "", flags=("python-format",) if "%(" in text else ())
        if not old.get(text):
            lacking.append(text)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as out:
        write_po(out, catalog, width=0, sort_output=True, omit_header=False)
    with PO.with_suffix(".mo").open("wb") as out:
        write_mo(out, catalog)
    for text in lacking:
        print(f"no English: {text}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
