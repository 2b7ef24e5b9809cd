"""A client that costs little: a few connections in one thread, whole answers, and how long each of them took."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

ANSWER_SECONDS = 30
READ_BYTES = 1 << 16
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        return self.answer() is not None

    def answer(self) -> bytes | None:
        """Reads what has come: the body, once it is whole. Raises where it is anything but a 200."""
        read = self.socket.recv(READ_BYTES)
        if not read:
            raise ConnectionError("the server closed the connection")
        self.received += read
        head = self.received.find(_END_OF_HEAD)
        if head < 0:
            return None
        if not self.received.startswith(b"HTTP/1.1 200"):
            raise ValueError(self.received[:200])
        begins = self.received.lower().index(_LENGTH) + len(_LENGTH)
        length = int(self.received[begins : self.received.index(b"\r", begins)])
        body = bytes(self.received[head + len(_END_OF_HEAD) :])
        if len(body) < length:
            return None
        self.received.clear()
        return body


def request(path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nAccept: */*\r\n\r\n".encode()


def answer(address: str, asked: bytes) -> bytes:
    """The body of one answer."""
    one = _connected(address)
    with one.socket:
        one.ask(asked)
        while (body := one.answer()) is None:
            pass
    return body


def as_many_as_it_takes(address: str, requests: Sequence[bytes], seconds: float, connections: int) -> float:
    """Answers a second, where every connection asks again as soon as it was answered."""
    waiting = selectors.DefaultSelector()
    for number in range(connections):
        one = _connected(address)
        waiting.register(one.socket, selectors.EVENT_READ, one)
        one.ask(requests[number % len(requests)])
    answered, began = 0, time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        for key, _ in waiting.select(ANSWER_SECONDS):
            one = key.data
            if one.is_answered():
                answered += 1
                one.ask(requests[(answered + connections) % len(requests)])
    for key in list(waiting.get_map().values()):
        key.data.socket.close()
    return answered / (now - began)


def at_a_pace(address: str, requests: Sequence[bytes], seconds: float, a_second: int, connections: int) -> list[float]:
    """Seconds that each answer took, counted from when it was due: a server that is late is not asked more gently."""
    waiting, idle = selectors.DefaultSelector(), deque(_connected(address) for _ in range(connections))
    took: list[float] = []
    due, began, asked = 0, time.perf_counter(), {}
    for one in idle:
        waiting.register(one.socket, selectors.EVENT_READ, one)
    total = int(seconds * a_second)
    while len(took) < total:
        now = time.perf_counter() - began
        while idle and due < total and due / a_second <= now:
            one = idle.popleft()
            one.ask(requests[due % len(requests)])
            asked[one.socket] = due / a_second
            due += 1
        for key, _ in waiting.select(max(0.0, min(0.01, due / a_second - now))):
            if key.data.is_answered():
                took.append(time.perf_counter() - began - asked[key.fileobj])
                idle.append(key.data)
        if now > seconds + ANSWER_SECONDS:
            raise TimeoutError(f"{total - len(took)} answers are missing")
    for key in list(waiting.get_map().values()):
        key.data.socket.close()
    return took


def _connected(address: str) -> _Connection:
    place = urlsplit(address)
    made = socket.create_connection((place.hostname, place.port), timeout=ANSWER_SECONDS)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Connection(made)
