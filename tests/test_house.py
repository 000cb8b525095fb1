"""The house's own order: contracts hold, and a wrong import is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    script = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(script), "--config", "pyproject.toml", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("shuoshi/places/queries.py", "import shuoshi.matters.terms"),
        ("shuoshi/kernel/ids.py", "import django"),
        ("shuoshi/matters/terms.py", "import shuoshi.matters.actions"),
        ("shuoshi/scenarios/lishi/world.py", "import shuoshi.web.views.public"),
    ],
)
def test_a_wrong_import_breaks_the_contracts(tmp_path: Path, file: str, line: str) -> None:
    shutil.copytree(
        ROOT / "shuoshi",
        tmp_path / "shuoshi",
        ignore=shutil.ignore_patterns("__pycache__", "static"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert lint(tmp_path).returncode == 0, lint(tmp_path).stdout
    wrong = tmp_path / file
    wrong.write_text(wrong.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    assert lint(tmp_path).returncode == 1


def test_a_room_that_nobody_placed_is_found(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "shuoshi",
        tmp_path / "shuoshi",
        ignore=shutil.ignore_patterns("__pycache__", "static"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "shuoshi" / "utils").mkdir()
    (tmp_path / "shuoshi" / "utils" / "__init__.py").write_text('"""Junk."""\n')
    assert lint(tmp_path).returncode == 1


def test_no_machine_path_and_no_registry_host_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.splitlines() or [
        str(p.relative_to(ROOT)) for p in (ROOT / "shuoshi").rglob("*.py")
    ]
    wanted = ["/wor" + "k/", "py" + "pi.org", "python" + "hosted", "npm" + "js"]
    for name in names:
        file = ROOT / name
        if file.suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".html"} and file.exists():
            text = file.read_text(encoding="utf-8", errors="replace")
            assert not [w for w in wanted if w in text], name
