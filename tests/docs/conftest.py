"""One shell for all pages, with the demo's ledger in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.docs.shell import Shell


@pytest.fixture(scope="package")
def shell(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    opened = Shell(tmp_path_factory.mktemp("reader"), server)
    yield opened
    opened.close()
