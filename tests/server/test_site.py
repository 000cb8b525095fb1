"""A real site on a PostgreSQL of its own: the commands of docs/operate/running.md, one by one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from shuoshi.server.database import prepare_roles
from shuoshi.server.embedded import Cluster
from shuoshi.server.home import Home
from tests.demo import ROOT, folder, free_port, spawn, start

DIVISIONS = ROOT / "shuoshi" / "scenarios" / "lishi" / "divisions.csv"


@dataclass
class Site:
    """A server with an empty database, and the environment that names it."""

    environment: dict[str, str]

    def run(self, *command: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SHUOSHI", "DJANGO"))}
        return subprocess.run(
            [sys.executable, "-m", "shuoshi", *command], capture_output=True, text=True, check=False,
            cwd=ROOT, env=kept | self.environment, input=given, timeout=120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    home = Home(folder())
    home.make()
    secrets, cluster = home.secrets(), Cluster(home, durable=False)
    cluster.start()
    names = {"app": "shuoshi_app", "owner": "shuoshi_owner"}

    def url(who: str, database: str) -> str:
        return cluster.dsn(names[who], secrets[who], database)

    try:
        superuser = cluster.dsn("postgres", secrets["superuser"], "postgres")
        for database in ("real", "demonstration"):
            prepare_roles(superuser, secrets, database)
        yield Site(
            {
                "SHUOSHI_HOME": str(home.path / "site"),
                "DATABASE_URL": url("app", "real"),
                "SHUOSHI_OWNER_URL": url("owner", "real"),
                "DEMO_URL": url("app", "demonstration"),
                "DEMO_OWNER_URL": url("owner", "demonstration"),
            }
        )
    finally:
        cluster.stop()
        shutil.rmtree(home.path.parent, ignore_errors=True)


def test_a_district_begins_and_its_first_post_works(site: Site) -> None:
    assert "shuoshi migrate" in site.run("site", "duties", "nobody").stderr
    assert site.run("migrate").returncode == 0
    begun = site.run("site", "begin", str(DIVISIONS))
    assert begun.returncode == 0, begun.stderr
    assert site.run("site", "begin", str(DIVISIONS)).returncode == 0, "again changes nothing"
    assert "说事议事" in site.run("programme", "list").stdout
    opened = site.run("site", "account", "li", "李书记", "--password", "a-long-one-2026")
    assert opened.returncode == 0, opened.stderr
    unit = site.run("site", "unit", "department", "区水利局", "141102")
    assert unit.returncode == 0, unit.stderr
    given = site.run("site", "duty", "li", "unit_handler", "141102", "区水利局")
    assert given.returncode == 0, given.stderr
    assert "区水利局承办人" in site.run("site", "duties", "li").stdout
    assert site.run("site", "key", "li", "试验").returncode != 0, "a person acts in person"
    assert site.run("site", "account", "robot", "试验程序", "--program").returncode == 0
    assert site.run("site", "key", "robot", "试验").stdout.startswith("sk_")
    limit = site.run(
        "site", "limit", "shuoshi_yishi", "review", "3 working_days", "--source", "区办〔2026〕1号"
    )
    assert limit.returncode == 0, limit.stderr
    assert site.run("site", "calendar", "2026-10-10", "on").returncode == 0
    assert site.run("site", "end-duty", given.stdout.strip()).returncode == 0
    assert site.run("site", "duties", "li").stdout == ""
    assert site.run("verify").returncode == 0


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("site", "duty", "nobody", "grid_worker", "141102", "x"), "没有这个账号"),
        (("site", "duty", "li", "king", "141102", "区水利局"), "没有这个岗位"),
        (("site", "duty", "li", "grid_worker", "141102", "没有的局"), "没有这个单位"),
        (("site", "limit", "shuoshi_yishi", "review", "3 moons", "--source", "x"), "unit of time"),
        (("site", "limit", "shuoshi_yishi", "nope", "3 days", "--source", "x"), "nope"),
        (("site", "unit", "castle", "x", "141102"), "没有这类单位"),
        (("site", "account", "li", "李书记", "--password", "x-2026-long"), "已经有人用了"),
    ],
)
def test_what_is_wrong_is_one_line(site: Site, command: tuple[str, ...], says: str) -> None:
    answer = site.run(*command)
    assert answer.returncode == 1
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_demonstration_runs_on_a_server_that_database_url_names(site: Site) -> None:
    home, port, server = folder(), free_port(), site.environment
    alone = spawn(home, port, DATABASE_URL=server["DEMO_URL"])
    said, _ = alone.communicate(timeout=60)
    assert alone.returncode == 1
    assert "SHUOSHI_OWNER_URL" in said.strip().splitlines()[-1]
    running = start(
        home, port, DATABASE_URL=server["DEMO_URL"], SHUOSHI_OWNER_URL=server["DEMO_OWNER_URL"]
    )
    try:
        assert httpx.get(running.url + "/board", timeout=30).text.count("/m/") > 5
        assert not (home / "pg").exists(), "no database of its own"
    finally:
        assert running.stop() == 0
        shutil.rmtree(home.parent, ignore_errors=True)


def test_without_a_database_a_command_says_so_in_one_line(tmp_path: object) -> None:
    home = folder()
    answer = Site({"SHUOSHI_HOME": str(home)}).run("verify")
    shutil.rmtree(home.parent, ignore_errors=True)
    assert answer.returncode == 1
    assert "连不上数据库" in answer.stderr
    assert "Traceback" not in answer.stderr
