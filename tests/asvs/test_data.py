"""ASVS V14 and V15: what browsers keep of it, and what scripts do."""

import re
from pathlib import Path

from shuoshi.scenarios.lishi.cast import RESIDENT
from tests.web.using import client, raise_one

HOUSE = Path(__file__).parent.parent.parent / "shuoshi"
KEPT = {"sessionid", "csrftoken", "messages", "language", "elder"}
_STORAGE = (
    r"(?:localStorage|sessionStorage|indexedDB|document\.cookie|caches)(?:\.\w+)?(?:\(\S*?\))?"
)
STORED = {
    "house.js": {
        "indexedDB",
        'indexedDB.open("shuoshi-field")',
        "sessionStorage.clear()",
        "localStorage.clear()",
    },
    "store.js": {'indexedDB.open("shuoshi-field",', "indexedDB.open"},
    "worker.js": {
        "caches.open(CACHE)",
        "caches.keys()",
        "caches.delete(name)",
        "caches.match(request)",
    },
    "app.js": {"indexedDB", "document.cookie.split"},
}
"""What scripts do with a browser's storage: going out empties it; a phone's page keeps what tests/browser/test_field.py
shows to be sealed, its worker keeps files, and the form's token is read out of its cookie."""
PHONE, NAME = "13377774441", "暗号乙姓名"


def scripts() -> dict[str, str]:
    """The house's own scripts, by name."""
    found = {f.name: f.read_text(encoding="utf-8") for f in HOUSE.rglob("static/**/*.js")}
    assert found
    return found


def test_a_browser_keeps_a_sessions_name_and_choices_alone(world: None) -> None:
    c = client(RESIDENT[0])
    c.get("/look/elder/on")
    c.get("/look/language/zh-hans")
    where = raise_one(c, body="楼道灯坏了。", name=NAME, phone=PHONE)
    c.get(where)
    c.post("/my/data", {"do": "correct", "phone": "00000000000"})
    assert set(c.cookies) <= KEPT
    for cookie in c.cookies.values():
        assert PHONE not in cookie.value
        assert NAME not in cookie.value.encode().decode("unicode_escape")
        assert NAME not in cookie.value
    assert c.cookies["sessionid"]["httponly"]
    for name, script in scripts().items():
        used = set(re.findall(_STORAGE, script))
        assert used <= STORED.get(name, set()), name


def test_no_script_sets_a_key_that_somebody_else_chose() -> None:
    for name, script in scripts().items():
        assert not re.search(r"__proto__|\.prototype|Object\.assign|JSON\.parse|\beval\b", script)
        assert not re.search(r"[\w)]\[[^\]\"']+\]\s*=[^=]", script), f"{name}: x[y] = z"
