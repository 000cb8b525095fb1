"""ASVS V13 and V15: what a running site shows, whom it calls, what it is made of."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from shuoshi.server import settings as own
from shuoshi.server.home import Home
from tests.asvs.test_crypto import imported, sources
from tests.conftest import Rows
from tests.probe.world import operations, routes
from tests.web.using import client, text
from tools.audit import pins

ROOT = Path(__file__).parent.parent.parent
OPEN = {
    "/", "/push.js", "/board", "/wall", "/vote", "/say", "/follow", "/my", "/login", "/account/code/", "/account/inactive/",
    "/healthz", "/services", "/field/", "/field/worker.js", "/field/manifest.json", "/api/v1/docs", "/api/v1/openapi.json",
    "/api/v1/places", "/api/v1/programmes", "/api/v1/public/matters", "/api/v1/public/wall",
    "/api/v1/public/services", "/api/v1/public/means",
}  # fmt: skip
"""What a real site shows to anybody, without an object's name in the address."""
CALLS_OUT = {"http", "urllib", "socket", "smtplib", "ftplib", "requests", "httpx", "aiohttp"}
CALLERS = {
    "channels/mail.py",  # the mail server that the operator named
    "channels/webhooks.py",  # the gateway that the operator named, and looked-at addresses
    "server/supervisor.py",  # the demonstration asks itself whether it answers
    "server/beforehand.py",  # the demonstration tries its own port
}


def test_a_fault_shows_nothing_of_the_inside(world: None) -> None:
    assert own.DEBUG is False, "whatever the environment says"
    assert settings.DEBUG is False
    page = text(client().get("/no-such-address"))
    assert "没有这个网页" in page
    assert "urlpatterns" not in page.lower()
    assert "urlconf" not in page.lower()


@pytest.mark.parametrize(
    "address",
    ["/.git/HEAD", "/.git/config", "/pyproject.toml", "/shuoshi/server/settings.py",
     "/secrets.json", "/static/../secrets.json", "/static/%2e%2e/secrets.json", "/media/"],
)  # fmt: skip
def test_nothing_but_static_files_is_served_as_a_file(world: None, address: str) -> None:
    assert client().get(address).status_code == 404


def test_no_folder_is_listed(world: None) -> None:
    for address in ("/static/", "/static/ui/", "/static/django_htmx/", "/files/", "/t/"):
        assert client().get(address).status_code == 404, address


def addresses() -> Iterator[str]:
    """Every address without a parameter, and the API's documents."""
    yield from (f"/{pattern}" for _name, pattern, names in routes() if not names)
    yield from (where for method, where, names in operations() if method == "get" and not names)
    yield from ("/api/v1/docs", "/api/v1/openapi.json")


def test_a_stranger_is_shown_these_addresses_and_no_others(world: None) -> None:
    with override_settings(DEMO=False):
        c = client()
        shown = {address for address in addresses() if c.get(address).status_code == 200}
    assert shown == OPEN


def test_one_module_calls_out() -> None:
    callers = {
        name
        for name, tree in sources()
        if {each.partition(".")[0] for each in imported(tree) if each != "http.HTTPStatus"}
        & CALLS_OUT
        and not all(
            each.startswith("urllib.parse")
            for each in imported(tree)
            if each.partition(".")[0] in CALLS_OUT
        )
    }
    assert callers == CALLERS


def test_each_installation_draws_secrets_of_its_own(tmp_path: Path) -> None:
    one, other = (Home(tmp_path / name) for name in ("one", "other"))
    for home in (one, other):
        home.make()
    drawn = [*one.secrets().values(), *other.secrets().values()]
    assert len(set(drawn)) == len(drawn) == 10
    assert all(re.fullmatch(r"[\w-]{43}", secret) for secret in drawn), "256 bits each"
    assert one.secrets() == one.secrets(), "drawn once"
    assert {one.path.joinpath("secrets.json").stat().st_mode & 0o777} == {0o600}


def test_a_statement_ends_after_thirty_seconds(world: None) -> None:
    with connection.cursor() as cursor:
        for name, ends in (
            ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "1min"),
        ):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (ends,)


def test_every_part_is_locked_with_its_hash() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        locked = pins(ROOT / "requirements" / "base.txt")
    except SystemExit as error:  # a pin without a hash
        pytest.fail(str(error))
    for line in wanted["dependencies"]:
        name = re.split(r"[^A-Za-z0-9._-]", line.replace("~", " "), maxsplit=1)[0]
        assert name.lower() in locked, name
    text_of_lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    assert "index-url" not in text_of_lock
    assert len(re.findall(r"^[A-Za-z0-9]", text_of_lock, re.MULTILINE)) == len(locked)


def test_a_posted_form_alone_is_read(world: None, rows: Rows) -> None:
    """What stands in an address fills no field of a form, and of two values one is meant."""
    answer = client().post("/say?place=141102001009&body=aus-der-adresse", {"body": "", "key": "k"})
    assert answer.status_code == 422
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]
    given = "body=das-erste&body=das-zweite&place=999&place=141102001009&key=abcdefgh"
    kind = "application/x-www-form-urlencoded"
    assert client().post("/say", given, content_type=kind).status_code == 302
    assert rows("SELECT body FROM matters_mattertext") == [("das-zweite",)]
