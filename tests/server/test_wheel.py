"""The wheel is complete: built, installed in an empty environment, it runs from any folder."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest

from tests.demo import ROOT, free_port


@pytest.mark.slow
def test_the_wheel_runs_from_any_folder() -> None:
    folder = Path(tempfile.mkdtemp(prefix="shuoshi-wheel-"))
    folder.chmod(0o755)
    try:
        _built_and_run(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str, **more: object) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr


def _built_and_run(folder: Path) -> None:
    _run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        cwd=ROOT,
    )
    (wheel,) = folder.glob("*.whl")
    _run(sys.executable, "-m", "venv", str(folder / "empty"))
    python = folder / "empty" / "bin" / "python"
    _run(
        str(python),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
        "-r",
        str(ROOT / "requirements" / "base.txt"),
    )
    _run(
        str(python),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        str(wheel),
    )
    elsewhere, port = folder / "elsewhere", free_port()
    elsewhere.mkdir()
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("SHUOSHI", "DJANGO", "PYTHON", "VIRTUAL"))
    }
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [str(python.with_name("shuoshi")), "demo", "--home", str(folder / "home"), "--port", str(port)],
            cwd=elsewhere, env=kept, stdout=said, stderr=said,
        )  # fmt: skip
    try:
        ends = time.monotonic() + 150
        while time.monotonic() < ends and process.poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/board", timeout=5).text.count("/m/") > 5:
                    break
            except httpx.HTTPError:
                time.sleep(0.3)
        page = httpx.get(f"http://127.0.0.1:{port}/say", headers={"Cookie": "language=en"})
        assert page.status_code == 200, (folder / "said").read_text()
        assert "Say something" in page.text
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/docs").status_code == 200
    finally:
        process.terminate()
        assert process.wait(40) == 0, (folder / "said").read_text()
    assert list(elsewhere.iterdir()) == []
