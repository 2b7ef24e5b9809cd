"""A folder for a server of one's own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the server's account may pass through, as it may not through pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="faults-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)
