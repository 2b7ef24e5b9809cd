from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from family_builders import family_of

from ledger.errors import ConnectionLost
from ledger.ledger import Ledger
from ledger.listening import Listener


def test_news_of_a_single_save_and_of_a_bulk_one(ledger: Ledger) -> None:
    with ledger.listener() as news:
        assert news.wait(0.02) == frozenset()
        for save in (lambda: ledger.save(family_of(2)), lambda: ledger.save_in_bulk([family_of(2)])):
            threading.Timer(0.05, save).start()
            assert news.wait(5) == {ledger.schema}


def test_news_that_came_before_the_call_is_not_lost(ledger: Ledger) -> None:
    with ledger.listener() as news:
        ledger.save(family_of(2))
        ledger.save(family_of(2))
        assert news.wait(5) == {ledger.schema}
        heard = 1
        while news.wait(0.1):
            heard += 1
        assert heard <= 2, "each is heard at most once"


def test_one_listener_hears_several_ledgers(new_ledger: Callable[[], Ledger]) -> None:
    one, other = new_ledger(), new_ledger()
    with Listener(one.database, one.schema, other.schema) as news:
        other.save(family_of(2))
        assert news.wait(5) == {other.schema}


def test_a_listener_that_is_cut_off_says_so(ledger: Ledger) -> None:
    with ledger.listener() as news:
        with ledger.transaction() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", (news._connection.info.backend_pid,))
        with pytest.raises(ConnectionLost):
            news.wait(5)
