"""A Python client, generated from the description of the API by openapi-python-client; nothing of it is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.samples import PROJECT

PACKAGE = "outcomes_client"
TOOLS = Path(sys.prefix) / "tools"
GENERATOR = TOOLS / "bin" / "openapi-python-client"
SECONDS_MAX = 120


class CannotBeInstalled(Exception):
    """The generator is not here, and could not be fetched."""


def installed_generator() -> Path:
    """In an environment of its own, as `make tools` puts it there. Raises `CannotBeInstalled`."""
    if not GENERATOR.exists():
        made = subprocess.run(
            ["make", "tools", f"VENV={sys.prefix}", f"PYTHON={sys.executable}"], cwd=PROJECT, capture_output=True,
            text=True, timeout=SECONDS_MAX, check=False)  # fmt: skip
        if made.returncode or not GENERATOR.exists():
            raise CannotBeInstalled(f"`make tools` could not install openapi-python-client: {made.stderr[-500:]}")
    return GENERATOR


def generate(folder: Path) -> str:
    """The package goes into `folder`. Gives what the generator had to say."""
    described, settings = folder / "openapi.json", folder / "settings.json"
    described.write_text(json.dumps(create_app(Settings(Place(folder / "nowhere", "none"))).openapi()), "utf-8")
    settings.write_text(json.dumps({"post_hooks": []}), "utf-8")
    ran = subprocess.run(
        [str(installed_generator()), "generate", "--path", str(described), "--config", str(settings), "--meta", "none",
         "--output-path", str(folder / PACKAGE)],
        cwd=folder, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr
