"""Starting and ending: what goes wrong gets one clear line and a non-zero exit."""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.demo import copied, folder, free_port, seconds_said, spawn, start

_PATIENT_S = 30
"""How long a first answer may take while other tests have the machine."""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    made = folder()
    yield made
    shutil.rmtree(made.parent, ignore_errors=True)


def refused(home: Path, port: int) -> tuple[int, str]:
    process = spawn(home, port)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def test_it_starts_answers_and_stops_cleanly_and_starts_again(home: Path) -> None:
    port = free_port()
    first = start(home, port)
    try:
        assert httpx.get(first.url + "/", timeout=_PATIENT_S).status_code == 200
        assert "shuji" in first.said
        assert "演示数据" in httpx.get(first.url + "/board", timeout=_PATIENT_S).text
        code, said = refused(home, free_port())
        assert code == 1
        assert "已经在运行" in said.strip().splitlines()[-1]
    finally:
        assert first.stop() == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(first.url + "/", timeout=_PATIENT_S)
    again = start(home, port)
    try:
        assert httpx.get(again.url + "/board", timeout=_PATIENT_S).text.count("/m/") > 5
        assert seconds_said(again.said) < seconds_said(first.said)
    finally:
        assert again.stop(signal.SIGTERM) == 0


def test_after_kill_9_of_the_parent_the_next_start_just_works(home: Path) -> None:
    port = free_port()
    first = start(home, port)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    first.close()
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        try:
            httpx.get(first.url + "/healthz", timeout=1)
            time.sleep(0.2)
        except httpx.HTTPError:
            break
    again = start(home, port)
    try:
        assert httpx.get(again.url + "/", timeout=_PATIENT_S).status_code == 200
    finally:
        assert again.stop() == 0


def test_a_taken_port_is_one_line_and_a_non_zero_exit(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = refused(folder(), port)
    assert code == 1
    assert said.strip().splitlines() == [
        f"端口 {port} 被占用，请用 --port 换一个。/ port {port} is taken, choose another with --port"
    ]


def test_a_damaged_data_folder_is_one_line_and_a_non_zero_exit(home: Path) -> None:
    broken = copied(home)
    control = broken / "pg" / "global" / "pg_control"
    if not control.exists():
        pytest.skip("the database's folder lies elsewhere here")
    control.write_bytes(b"nonsense")
    try:
        code, said = refused(broken, free_port())
        assert code == 1
        assert "数据目录已损坏" in said.strip().splitlines()[-1]
        assert "Traceback" not in said
    finally:
        shutil.rmtree(broken.parent, ignore_errors=True)


def test_another_installations_data_is_said_to_be_so(home: Path) -> None:
    secrets = home / "secrets.json"
    kept = secrets.read_text()
    secrets.unlink()
    try:
        code, said = refused(home, free_port())
        assert code == 1
        assert "另一次安装" in said.strip().splitlines()[-1]
    finally:
        secrets.write_text(kept)


def test_nothing_of_it_is_open_to_others(home: Path) -> None:
    assert (home / "secrets.json").stat().st_mode & 0o077 == 0
    keys = list((home / "keys").iterdir())
    assert keys
    assert all(file.stat().st_mode & 0o077 == 0 for file in keys)
    for name in ("keys", "media", "logs"):
        assert (home / name).stat().st_mode & 0o077 == 0
    database = home / "pg"
    if database.exists():
        assert database.stat().st_mode & 0o077 == 0
        lines = (database / "pg_hba.conf").read_text().strip().splitlines()
        assert lines == ["local all all scram-sha-256"]


def test_a_first_loading_that_was_cut_off_is_done_again_and_a_dead_worker_is_replaced() -> None:
    home, port = folder(), free_port()
    cut = spawn(home, port)
    assert cut.stdout
    for line in cut.stdout:
        if "岗位" in line:
            break
    cut.kill()
    cut.wait(10)
    cut.stdout.close()
    running = start(home, port)
    try:
        assert "重新来过" in running.said
        assert httpx.get(running.url + "/board", timeout=_PATIENT_S).text.count("/m/") > 5
        before = json.loads((home / "runs.json").read_text())["children"]
        os.kill(before[-1], signal.SIGKILL)
        ends = time.monotonic() + 10
        while json.loads((home / "runs.json").read_text())["children"] == before:
            assert time.monotonic() < ends
            time.sleep(0.1)
        assert httpx.get(running.url + "/", timeout=_PATIENT_S).status_code == 200, (
            "the site has gone on"
        )
    finally:
        assert running.stop() == 0
        shutil.rmtree(home.parent, ignore_errors=True)
