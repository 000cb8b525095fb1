"""Every route, tried by everybody who has no business there; `test_operations.py` does it for the API.

Generated from the URL table: a new route is covered by being there, and fails here
until the probe has a real object for each of its parameters. Who has no business with an object is asked of
the database: whoever sees none of its rows under any of their reaches.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from shuoshi.accounts.glass import break_glass
from shuoshi.accounts.queries import account_called, by_account
from shuoshi.kernel.clock import now
from shuoshi.matters.actions import attach
from shuoshi.matters.pictures import receive
from shuoshi.matters.queries import holder_of_receipt
from shuoshi.privacy.asking import ask
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.declared import declared
from shuoshi.reach.policies import Guarded
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY, Actor
from shuoshi.scenarios.lishi.cast import CAST, LONGSHAN, RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, actor, show, walk_yishi
from shuoshi.web.api import api
from tests.conftest import Rows
from tests.web.using import client, photo, text

MEMBERS = (None, *(post.username for post in CAST), "daibiao1", RESIDENT[0])
MARKS = ("暗号甲七楼道灯", "暗号乙姓名", "13377774441")
"""Words that stand in the probed objects alone: whoever reads one of them got in."""
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_METHODS = ("get", "post", "put", "patch", "delete")
_OF_NOBODY = {"mfa_edit_webauthn", "mfa_remove_webauthn"}
"""Passkeys: the cast has none; that nobody reaches another's is allauth's query."""
_ANSWERS_RIGHT = {200, 201, 302, 409, 422}


class World:
    """One private matter of Yongning with its raiser and picture; another matter that a stranger raised."""

    def __init__(self, say: Callable[..., Walk], rows: Rows) -> None:
        at = now()
        self.walk = say(f"{MARKS[0]}坏了。", at=at, name=MARKS[1], phone=MARKS[2], private=True)
        raiser, matter_id = holder_of_receipt(self.walk.receipt.secret)
        (self.file_id,) = attach(
            matter_id=matter_id, received=[receive(photo().read())], by=raiser, at=at
        )
        self.public = walk_yishi(say("公开的一件事。", at=at), "reviewed")
        show(self.public)
        self.own_secret = say("别处的一件事。", at=at, path=LONGSHAN).receipt.secret
        (self.person_id,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", matter_id)[0]
        secretary, resident = actor("shuji", at), actor(RESIDENT[0], at)
        reason = "邻村有人报信，来不及转交"
        self.glass_id = break_glass(path=LONGSHAN, reason=reason, minutes=30, by=secretary, at=at)
        assert resident.person_id
        self.request_id = ask(
            person_id=resident.person_id, kind="see", words="", by=resident, at=at
        )
        self.switch_id = switch_on(
            kind="disaster", order_number="1", legal_basis="x", purpose="x", keep_days=1, drill=True,
            last_on=at.date() + timedelta(days=2), by=actor("zhihui", at), at=at,
        )  # fmt: skip
        (self.unit_id,) = rows("SELECT id FROM units_unit WHERE path = %s LIMIT 1", YONGNING)[0]

    def value(self, name: str, *, right: bool) -> str:
        """A real object for a parameter of an address; what a stranger would put there."""
        found: dict[str, Any] = {
            "matter_id": self.walk.id, "file_id": self.file_id, "person_id": self.person_id,
            "unit_id": self.unit_id, "number": (self.public if right else self.walk).receipt.number, "path": YONGNING,
            "glass_id": self.glass_id, "request_id": self.request_id, "switch_id": self.switch_id,
            "activity": "sms_notices",
            "secret": self.walk.receipt.secret if right else self.own_secret,
            "key": "shuoshi_yishi", "programme": "shuoshi_yishi", "year": 2026, "name": "accept",
            "block": "survey", "what": "language", "to": "en", "pk": 1, "asset": "x.css",
        }  # fmt: skip
        return str(found[name])


@pytest.fixture
def probed(say: Callable[..., Walk], rows: Rows) -> Iterator[World]:
    yield World(say, rows)
    rows("DELETE FROM reach_switch")
    forget_switches()


def routes() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every page: its name, its address as a pattern, the names of its parameters."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, here)
            elif isinstance(entry, URLPattern) and not here.startswith("api/"):
                yield entry.name or here, here, tuple(_PARAMETER.findall(here))

    yield from walk(get_resolver(), "")


def operations() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every operation of the API: method, address, the names of its parameters in the address."""
    document = api.get_openapi_schema()
    for address, methods in document["paths"].items():
        names = tuple(part[1:-1] for part in address.split("/") if part.startswith("{"))
        for method in methods:
            if method in _METHODS:
                yield method, address, names


def address(world: World, pattern: str, names: tuple[str, ...], *, right: bool) -> str:
    """A pattern with real objects in it."""
    out = pattern if pattern.startswith("/") else f"/{pattern}"
    for name in names:
        value = world.value(name, right=right)
        for form in (f"<uuid:{name}>", f"<str:{name}>", f"<int:{name}>", f"{{{name}}}"):
            out = out.replace(form, value)
    assert "<" not in out, out
    assert "{" not in out, out
    return out


def actors_of(username: str | None) -> tuple[Actor, ...]:
    """Everybody that a member of the cast can be."""
    if username is None:
        return (ANYBODY,)
    signed = by_account(account_called(username), now())
    assert signed
    admin = signed.administrator()
    return (*signed.actors(), *((admin,) if admin else ()))


def sees(actor: Actor, matter_id: UUID, person_id: UUID) -> bool:
    """Whether the database shows this actor anything of the probed objects."""
    with acting(actor), connection.cursor() as cursor:
        for table, key in (("matters_matter", matter_id), ("people_person", person_id)):
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s", [key])
                if cursor.fetchone():
                    return True
    return False


def strangers(world: World) -> list[str | None]:
    """Members of the cast to whom the probed objects do not exist."""
    return [
        name
        for name in MEMBERS
        if not any(sees(a, world.walk.id, world.person_id) for a in actors_of(name))
    ]


_KEPT = """
SELECT md5(string_agg(x, '|' ORDER BY x)) FROM (
    SELECT m::text AS x FROM matters_matter m WHERE m.id = %(m)s
    UNION ALL SELECT t::text FROM matters_mattertext t WHERE t.matter_id = %(m)s
    UNION ALL SELECT s::text FROM matters_step s WHERE s.matter_id = %(m)s
    UNION ALL SELECT a::text FROM matters_attachment a WHERE a.matter_id = %(m)s
    UNION ALL SELECT p::text FROM matters_published p WHERE p.matter_id = %(m)s
    UNION ALL SELECT w::text FROM matters_answer w WHERE w.matter_id = %(m)s
    UNION ALL SELECT r::text FROM matters_report r WHERE r.matter_id = %(m)s
    UNION ALL SELECT q::text FROM people_person q WHERE q.id = %(p)s
    UNION ALL SELECT f::text FROM people_foundby f WHERE f.person_id = %(p)s
    UNION ALL SELECT c::text FROM privacy_consent c WHERE c.person_id = %(p)s
    UNION ALL SELECT e::text FROM privacy_request e WHERE e.person_id = %(p)s
    UNION ALL SELECT l::text FROM sealing_access l WHERE l.person_id = %(p)s OR l.matter_id = %(m)s) k
"""


@pytest.fixture
def kept(probed: World) -> Callable[[], str]:
    """A digest of everything that stands of the probed objects, as the owner sees it."""
    from django.db import connections

    def digest() -> str:
        with connections["owner"].cursor() as cursor:
            cursor.execute(_KEPT, {"m": probed.walk.id, "p": probed.person_id})
            return str(cursor.fetchone()[0])

    return digest


_BODY = {
    "do": "look", "fields": ["name", "phone"], "purpose": "visit", "why": "x", "query": MARKS[2][-4:],
    "words": MARKS[0][3:], "reason": "一个很长的理由够十个字了", "body": "x", "place": YONGNING, "solved": "yes",
    "rating": "5", "kind": "livelihood", "granted": "true", "holder": str(uuid4()),
}  # fmt: skip


def status(answer: Any) -> int:
    """How it answered; a file that came is let go."""
    answer.close()
    return int(answer.status_code)


def leaks(answer: Any) -> list[str]:
    """The probed words that an answer holds."""
    shown = shown_by(answer)
    answer.close()
    return [mark for mark in MARKS if mark in shown]


def shown_by(answer: Any) -> str:
    """What an answer shows, decoded: JSON writes a Chinese character as its number."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    plain = content.decode("utf-8", "replace")
    return plain + _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)


def test_there_are_strangers_and_the_cast_is_whole(probed: World) -> None:
    names = strangers(probed)
    assert {None, "wangge2", "chengban", "guanli", RESIDENT[0], "daibiao1"} <= set(names)
    assert {"wangge", "shuji", "jiedao", "shenji"}.isdisjoint(names)


def test_every_page_answers_somebody_and_nothing_to_strangers(
    probed: World, kept: Callable[[], str]
) -> None:
    readers = {name: client(name) for name in MEMBERS}
    outside = strangers(probed)
    dead, tried = [], 0
    for name, pattern, names in routes():
        right = address(probed, pattern, names, right=True)
        answered = {status(readers[m].get(right)) for m in MEMBERS}
        if not answered & _ANSWERS_RIGHT:
            answered |= {status(readers[m].post(right, {"do": "nothing"})) for m in MEMBERS}
        if not answered & _ANSWERS_RIGHT and name not in _OF_NOBODY:
            dead.append((name, answered))
        wrong, before = address(probed, pattern, names, right=False), kept()  # whoever may, did
        for member in outside:
            for answer in (readers[member].get(wrong), readers[member].post(wrong, _BODY)):
                tried += 1
                assert answer.status_code < 500, (name, member)
                assert leaks(answer) == [], (name, member, wrong)
                if {"matter_id", "person_id", "file_id"} & set(names):
                    assert answer.status_code in (302, 403, 404, 405), (name, member)
        assert kept() == before, (name, "a stranger wrote")
        if "logout" in name:
            readers = {m: client(m) for m in MEMBERS}
    assert dead == []
    assert tried > 500


def test_raw_sql_shows_strangers_nothing(probed: World) -> None:
    guarded = [g for g in declared().values() if isinstance(g, Guarded)]
    told = (*MARKS, str(probed.walk.id), str(probed.person_id))
    seen_by_right = 0
    for member in MEMBERS:
        outside = member in strangers(probed)
        for one in actors_of(member):
            for table in guarded:
                shown = _everything(one, table.table)
                if outside and table.table != "journal_entry":
                    assert not [t for t in told if t in shown], (member, one.role, table.table)
                elif str(probed.walk.id) in shown:
                    seen_by_right += 1
    assert seen_by_right > 10, "the search finds what is there"


def _everything(actor: Actor, table: str) -> str:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_a_stranger_with_their_own_receipt_reads_no_other_file(probed: World) -> None:
    c = client()
    for where in (
        f"/t/{probed.own_secret}/files/{probed.file_id}",
        f"/files/{probed.file_id}",
        f"/t/{'0' * 20}",
    ):
        assert status(c.get(where)) == 404, where
    assert status(c.get(f"/t/{probed.walk.receipt.secret}/files/{probed.file_id}")) == 200
    assert MARKS[0] in text(c.get(f"/t/{probed.walk.receipt.secret}"))
