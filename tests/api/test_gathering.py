"""What is written in one turn reaches the client as one piece, long answers as they come, and nothing is lost."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from api.http.gathering import GATHERED_BYTES_MAX, Gathering

SECONDS = 10


def _received(write: Callable[[Gathering], None]) -> tuple[bytes, bytes]:
    """What came with the first read, and with all others until the connection ended."""

    async def both_ends() -> tuple[bytes, bytes]:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_accepted_socket(asyncio.Protocol, ours)
        gathering = Gathering(transport, loop)
        write(gathering)
        first = await loop.sock_recv(theirs, 1 << 20)
        gathering.close()
        rest = b""
        while part := await loop.sock_recv(theirs, 1 << 20):
            rest += part
        theirs.close()
        return first, rest

    async def within() -> tuple[bytes, bytes]:
        async with asyncio.timeout(SECONDS):
            return await both_ends()

    return asyncio.run(within())


def test_head_and_body_go_out_together() -> None:
    def head_and_body(gathering: Gathering) -> None:
        gathering.write(b"head ")
        gathering.write(b"body")

    assert _received(head_and_body) == (b"head body", b"")


@pytest.mark.parametrize("ended", [Gathering.send, Gathering.close])
def test_an_answer_that_ends_goes_out_at_once(ended: Callable[[Gathering], None]) -> None:
    def whole(gathering: Gathering) -> None:
        gathering.write(b"whole")
        ended(gathering)

    assert _received(whole) == (b"whole", b"")


def test_more_than_so_much_is_not_held() -> None:
    sent = [bytes([65 + number % 26]) * 10_000 for number in range(30)]
    held: list[int] = []

    def long(gathering: Gathering) -> None:
        for piece in sent:
            gathering.write(piece)
            held.append(gathering._bytes)

    assert b"".join(_received(long)) == b"".join(sent)
    assert max(held) <= GATHERED_BYTES_MAX
