"""Asks the package index which of the locked packages have known weaknesses: `python .ci/audit.py LOCK`.

Fails for a weakness that is known, and never for an index that cannot be asked: that is said, and counted apart, so
that 'nothing was found' is never said of what nobody looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

SECONDS = 120


def main(lock: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--requirement", lock,
               "--format", "json", "--progress-spinner", "off"]  # fmt: skip
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        packages = json.loads(run.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"audit skipped: the package index did not answer within {SECONDS} seconds")
        return 0
    except (ValueError, KeyError):
        print(f"audit skipped: the package index could not be asked ({_last_line(run.stderr)})")
        return 0
    return told(packages)


def told(packages: list[dict[str, Any]]) -> int:
    asked = [package for package in packages if "skip_reason" not in package]
    weak = [package for package in asked if package["vulns"]]
    for package in weak:
        for weakness in package["vulns"]:
            better = ", ".join(weakness["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {weakness['id']}; mended in {better}")
    if len(asked) < len(packages):
        print(f"audit skipped for {len(packages) - len(asked)} of {len(packages)} packages: the index that is reached"
              " from here knows nothing of their weaknesses")  # fmt: skip
    print(f"audited {len(asked)} packages: {len(weak)} with a known weakness")
    return 1 if weak else 0


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
