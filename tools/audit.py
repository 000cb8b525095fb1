"""Look for known bad versions in the lock: by pip-audit where its service answers, else by the kept list.

It says which of the two it did; a pin without a hash fails in either case.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCKS = ("base.txt", "dev.txt", "learn.txt", "planning.txt")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(.*(?:\n {4}.*)*)", re.MULTILINE)
_TIMEOUT_S = 180


def pins(lock: Path) -> dict[str, Version]:
    """The locked versions by name. Raises SystemExit for a pin without a hash."""
    found: dict[str, Version] = {}
    for name, version, rest in _PIN.findall(lock.read_text(encoding="utf-8")):
        if "--hash=sha256:" not in rest:
            raise SystemExit(f"{lock.name}: {name}=={version} has no hash")
        found[name.lower()] = Version(version)
    return found


def by_service(lock: Path) -> list[str] | None:
    """What pip-audit finds; nothing where its service knows none of the packages or is away."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-r",
        str(lock),
        "--disable-pip",
        "--require-hashes",
    ]
    try:
        done = subprocess.run(
            [*command, "-f", "json", "--progress-spinner", "off"],
            capture_output=True, text=True, timeout=_TIMEOUT_S, check=False,
        )  # fmt: skip
        said = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return None
    if all("skip_reason" in package for package in said):
        return None
    return [
        f"{package['name']} {package['version']}: {bad['id']}"
        for package in said
        for bad in package.get("vulns", ())
    ]


def by_list(locked: dict[str, Version]) -> list[str]:
    """What the kept list finds."""
    found = []
    for line in (ROOT / "requirements" / "advisories.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        affected, _, advisory = line.partition(" ")
        bad = Requirement(affected)
        version = locked.get(bad.name.lower())
        if version is not None and version in bad.specifier:
            found.append(f"{bad.name} {version}: {advisory.strip()}")
    return found


def main() -> None:
    """Check both locks; exit 1 with a line for each bad version."""
    bad: list[str] = []
    for name in LOCKS:
        lock = ROOT / "requirements" / name
        locked = pins(lock)
        found = by_service(lock)
        how = "pip-audit" if found is not None else "the kept list (no advisory service answers)"
        bad += found if found is not None else by_list(locked)
        print(f"{name}: {len(locked)} pins, each with its hash, checked by {how}")
    for line in sorted(set(bad)):
        print(line, file=sys.stderr)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
