"""A server on loopback, in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

START_SECONDS_MAX = 60


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Gives its address."""
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, log_level="critical", lifespan="on"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_SECONDS_MAX
    while not running.started and time.monotonic() < until:
        time.sleep(0.05)
    assert running.started
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(START_SECONDS_MAX)
