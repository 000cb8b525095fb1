"""People for tests: registered by a worker, with a number whose check is right."""

from datetime import date
from uuid import UUID

from shuoshi.people.registering import register_person
from shuoshi.reach.terms import Actor
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
GRID_1, GRID_2 = f"{YONGNING}001", f"{YONGNING}002"


def number(born_on: date = date(1943, 1, 1), n: int = 777) -> str:
    """An identity number whose check is right, of nobody: no place has its first six digits."""
    body = f"999999{born_on:%Y%m%d}{n:03}"
    right = sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[right]


def registered(by: Actor, name: str = "张可寻", path: str = GRID_1, **more) -> UUID:
    """Somebody who is registered now; `more` are values, and what `register_person` takes."""
    rest = {k: more.pop(k) for k in ("sure", "moved_here", "tie", "at") if k in more}
    given = {
        "name": name,
        "phone": "",
        "identity_number": "",
        "born_on": "",
        "door": "1 单元 101",
    } | more
    return register_person(given=given, path=path, by=by, **({"sure": False, "at": AT} | rest))
