"""Nonces and salts: each is handed out once, whoever asks."""

from __future__ import annotations

import os

from ledger.sealing.boxes import random_bytes


def test_nothing_is_handed_out_twice() -> None:
    drawn = [random_bytes(28) for _ in range(5_000)]
    assert len(set(drawn)) == len(drawn)
    assert {len(one) for one in drawn} == {28}


def test_a_process_that_was_forked_draws_its_own() -> None:
    random_bytes(28)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, random_bytes(28))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 28) != random_bytes(28)
