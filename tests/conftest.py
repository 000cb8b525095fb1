"""One PostgreSQL for the whole run, the reference district loaded once, real commits, clean tables.

Django is set up here and not by a plugin: the database's place is known only once it runs.
SHUOSHI_PG_BIN names the programs of another PostgreSQL to run everything on.
"""

import atexit
import functools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import scalar_row
from whitenoise.base import WhiteNoise

_FOLDER = Path(tempfile.mkdtemp(prefix="shuoshi-tests-"))
_FOLDER.chmod(0o755)
os.environ["SHUOSHI_HOME"] = str(_FOLDER / "home")
os.environ["SHUOSHI_DEMO"] = "1"
os.environ["SHUOSHI_CLOCK"] = str(_FOLDER / "clock")
os.environ["DJANGO_SETTINGS_MODULE"] = "shuoshi.server.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps a loop in this thread

from shuoshi.server.database import prepare_roles  # noqa: E402
from shuoshi.server.embedded import Cluster  # noqa: E402
from shuoshi.server.home import find_home  # noqa: E402
from tests.demo import forget  # noqa: E402

_HOME = find_home()
_HOME.make()
CLUSTER = Cluster(_HOME, durable=False)


def _end() -> None:
    if _superuser.cache_info().currsize:
        _superuser().close()
    CLUSTER.stop()
    forget()
    shutil.rmtree(CLUSTER.folder, ignore_errors=True)
    shutil.rmtree(_FOLDER, ignore_errors=True)


atexit.register(_end)
CLUSTER.start()
_SECRETS = _HOME.secrets()
prepare_roles(CLUSTER.dsn("postgres", _SECRETS["superuser"], "postgres"), _SECRETS, "shuoshi_test")
_HOME.remember(sockets=str(CLUSTER.sockets), database="shuoshi_test")

import django  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.POSTS_MOST = 1_000_000  # every test posts from one address
settings.LOOKS_MOST = 1_000_000

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from shuoshi.journal.partitions import ensure_months  # noqa: E402
from shuoshi.kernel.clock import now as clock_now  # noqa: E402
from shuoshi.matters.opening import open_matter  # noqa: E402
from shuoshi.matters.terms import Raised  # noqa: E402
from shuoshi.reach.partitions import ensure_days, make_days  # noqa: E402
from shuoshi.reach.terms import ANYBODY, Actor  # noqa: E402
from shuoshi.scenarios.lishi.cast import YONGNING  # noqa: E402
from shuoshi.scenarios.lishi.walking import Walk, actor  # noqa: E402
from shuoshi.scenarios.lishi.world import load_world  # noqa: E402

Cast = Callable[..., Actor]
Rows = Callable[..., list[tuple[object, ...]]]
AT = datetime(2026, 4, 13, 2, 0, tzinfo=UTC)
"""Monday, 13 April 2026, ten in the morning in Lishi: an ordinary working day."""

_EMPTIED = (
    "matters_matter, matters_mattertext, matters_step, matters_timer, matters_attachment, "
    "matters_published, matters_sought, matters_publishedsought, matters_answer, matters_report, matters_metoo, matters_request, matters_numberseries, "
    "meetings_advice, meetings_agendaitem, meetings_attendance, "
    "meetings_ballot, meetings_item, meetings_sitting, meetings_voter, meetings_vote, notices_dispatch, notices_subscription, notices_unitaddress, notices_outbox, notices_notice, "
    "journal_entry, journal_seal, accounts_session, accounts_glass, sealing_access, "
    "privacy_consent, privacy_request, privacy_erasure, privacy_noticetext, "
    "devices_sent, devices_given, devices_device, "
    "training_trainee, training_course, "
    "counts_ticket, counts_booking, counts_single, counts_missing, counts_guest, counts_counted, counts_member, counts_container, counts_bag, counts_tally, counts_site, counts_expected, counts_count, "
    "warnings_callstep, warnings_caller, warnings_call, warnings_warning, warnings_plan, "
    "posts_incident, posts_handover, posts_case, posts_registered, posts_tally, posts_passage, posts_post, "
    "rosters_swap, rosters_turn, rosters_wish, rosters_member, rosters_spot, rosters_roster, "
    "rounds_stop, rounds_crew, rounds_round, rounds_leg, "
    "care_due, care_contract, care_pause, care_visit, care_carer, care_pairing, "
    "resources_movement, resources_good, resources_mean, resources_offer, "
    "helpers_service, helpers_deployment, helpers_teammember, helpers_team, helpers_helper, "
    "channels_offer, knowledge_knowledgeentry, programmes_limitrow, web_posted, accounts_cache, accounts_code"
)

_FORGOTTEN = (
    "DELETE FROM people_pair",
    "DELETE FROM people_census",
    "DELETE FROM people_atrisk WHERE found_on >= %s::date OR person_id IN (SELECT id FROM people_person WHERE seen_at >= %s)",
    "DELETE FROM people_membership WHERE since_on >= %s::date OR person_id IN (SELECT id FROM people_person WHERE seen_at >= %s)",
    "UPDATE people_person SET same_as_id = NULL WHERE same_as_id IS NOT NULL",
    "DELETE FROM people_foundby WHERE person_id IN (SELECT id FROM people_person WHERE seen_at >= %s)",
    "DELETE FROM people_person WHERE seen_at >= %s",
    "DELETE FROM people_household WHERE added_at >= %s",
)
"""People whom a test added; the district's own were there before."""


_REFERRING = """
    WITH RECURSIVE emptied AS (
        SELECT trim(name)::regclass::oid AS id FROM unnest(string_to_array(%s, ',')) AS name
        UNION
        SELECT conrelid FROM pg_constraint JOIN emptied ON confrelid = emptied.id WHERE contype = 'f'
    )
    SELECT array_agg(DISTINCT id::regclass::text) FROM emptied
    WHERE id NOT IN (SELECT inhrelid FROM pg_inherits)
"""
"""What TRUNCATE … CASCADE would empty."""


@functools.cache
def _superuser() -> psycopg.Connection[Any]:
    """Deletes without looking at foreign keys: 7 ms where TRUNCATE of every table takes 70."""
    dsn = CLUSTER.dsn("postgres", _SECRETS["superuser"], "shuoshi_test")
    return psycopg.connect(
        dsn, autocommit=True, options="-c session_replication_role=replica", row_factory=scalar_row
    )


@functools.cache
def _filled() -> str:
    """The statement that names those of the tables that hold anything."""
    tables = _superuser().execute(_REFERRING, [_EMPTIED]).fetchone() or ()
    looked = ", ".join(f"CASE WHEN EXISTS (SELECT FROM {one}) THEN '{one}' END" for one in tables)
    return f"SELECT array_remove(ARRAY[{looked}], NULL)"


def _empty() -> None:
    for one in _superuser().execute(_filled()).fetchone() or ():
        _superuser().execute(f"DELETE FROM {one}")
    with connections["owner"].cursor() as cursor:
        for statement in _FORGOTTEN:
            cursor.execute(statement, [AT] * statement.count("%s"))


def _make_days() -> None:
    """Days of what is cut into days, round the tests' day and round today."""
    ensure_days((AT - timedelta(days=9)).date(), (AT + timedelta(days=9)).date())
    make_days(clock_now())


def _make_days_again() -> None:
    """A test of retention may have dropped them."""
    there = _superuser().execute(_DAYS_THERE).fetchone() or 0
    if there < _DAYS_MADE:
        _make_days()


_DAYS_THERE = (
    "SELECT least(count(*) FILTER (WHERE inhparent = 'posts_passage'::regclass), "
    "count(*) FILTER (WHERE inhparent = 'counts_member'::regclass)) FROM pg_inherits"
)
_DAYS_MADE = 19


def _look_at_files_once() -> None:
    """Each client that a test makes builds its middleware anew; WhiteNoise would look at every static file each time,
    where a server's process does it once."""
    look, seen = WhiteNoise.update_files_dictionary, dict[tuple[str, str], dict[str, Any]]()

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in seen:
            look(self, root, prefix)
            seen[root, prefix] = dict(self.files)
        self.files.update(seen[root, prefix])

    WhiteNoise.update_files_dictionary = once


@pytest.fixture(scope="session")
def district() -> None:
    """The reference district: places, units, cast, programmes."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    _make_days()
    ensure_months(date(2026, 1, 1), date(2027, 12, 31))
    load_world(at=AT - timedelta(days=30))
    _empty()  # the first test finds what every other finds
    call_command("collectstatic", interactive=False, verbosity=0)
    _look_at_files_once()


@pytest.fixture
def world(district: None) -> Iterator[None]:
    """The district without any matter; what a test committed is gone after it."""
    yield
    connection.rollback() if connection.connection and connection.in_atomic_block else None
    _empty()
    _make_days_again()
    clock = Path(os.environ["SHUOSHI_CLOCK"])
    clock.unlink(missing_ok=True)


@pytest.fixture
def cast(world: None) -> Callable[..., Actor]:
    """A member of the cast as an actor: cast('shuji'), cast('daibiao1', 'party_member')."""
    return lambda username, role=None: actor(username, AT, role)


@pytest.fixture
def say(world: None) -> Callable[..., Walk]:
    """Somebody says something; gives the walk that can go on with it."""

    def said(
        body: str = "楼道灯坏了三天。", at: datetime = AT, by: Actor = ANYBODY, **rest: object
    ) -> Walk:
        fields = {"programme": "shuoshi_yishi", "path": YONGNING, "title": "", "kind": "livelihood"}
        raised = Raised(body=body, **{**fields, **rest})  # type: ignore[arg-type]
        return Walk(open_matter(said=raised, by=by, at=at), raised.path, at)

    return said


@pytest.fixture
def shared() -> Path:
    """The folder of real data; a test that reads it skips where it is absent."""
    folder = Path(__file__).parent.parent.parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("shared/data is not here")
    return folder


@pytest.fixture
def rows(world: None) -> Callable[..., list[tuple[object, ...]]]:
    """Run SQL as the owner, who sees everything: for looking, never for acting."""

    def run(sql: str, *values: object) -> list[tuple[object, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []

    return run
