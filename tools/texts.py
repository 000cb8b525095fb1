"""Collect every text of pages and refusals, and compile the English catalogue.

Chinese is the source: the key of a text is the Chinese sentence. Run `make texts` after changing one;
a text without English is listed and the exit code says so.
"""

import importlib
import io
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
    "NoDuty",
    "Conflict",
    "MayNotKeep",
    "TwoLogins",
    "WrongState",
    "NotYet",
    "_Fault",
    "Refusal",
    "NotFound",
    "PairedAlready",
    "NotEnough",
    "CarerNotFound",
    "PairingNotFound",
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


def _same(file: Path, content: bytes) -> bool:
    return file.exists() and file.read_bytes() == content


def main(check: bool = False) -> int:
    """Write the catalogue anew, or with `check` only compare; returns 1 when something is missing."""
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
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=0, sort_output=True)
    write_mo(mo, catalog)
    files = {PO: po.getvalue(), PO.with_suffix(".mo"): mo.getvalue()}
    if check:
        lacking += [
            f"{f.name} is out of date: run `make texts`" for f in files if not _same(f, files[f])
        ]
    else:
        PO.parent.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            file.write_bytes(content)
    for text in lacking:
        print(f"no English, or out of date: {text}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
