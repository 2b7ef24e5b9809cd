from __future__ import annotations

from uuid import uuid4

import pytest
from family_builders import ANN, as_known, family_of, observed
from psycopg import Cursor

from domain.family import Family
from ledger.errors import ConflictingWrite, IdempotencyKeyReused
from ledger.idempotency import Idempotency
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.recorder import WritesRows


class Save:
    """Both ways into the log are held to the same promises."""

    def __init__(self, in_bulk: bool) -> None:
        self.in_bulk = in_bulk

    def __call__(
        self,
        ledger: Ledger,
        *families: Family,
        idempotency: Idempotency | None = None,
        register: WritesRows | None = None,
    ):
        if self.in_bulk:
            return ledger.save_in_bulk(families, register, idempotency)
        return ledger.save(*families, idempotency=idempotency, register=register)


@pytest.fixture(params=[False, True], ids=["single", "bulk"])
def save(request: pytest.FixtureRequest) -> Save:
    return Save(request.param)


def test_what_was_saved_is_what_is_read(ledger: Ledger, save: Save) -> None:
    families = [family_of(5), family_of(3)]
    recorded = save(ledger, *families)
    assert (recorded.events, recorded.repeated) == (8, False)
    assert recorded.last_position == ledger.position()
    assert ledger.event_count() == 9  # with the founding of the ledger
    read = ledger.families(family.id for family in families)
    assert [as_known(read[family.id]) for family in families] == [as_known(family) for family in families]
    assert read[families[1].id].position == recorded.last_position
    assert not families[0].pending


def test_positions_follow_the_order_given(ledger: Ledger, save: Save) -> None:
    families = [family_of(3) for _ in range(20)]
    recorded = save(ledger, *families)
    log = ledger.reader.page(recorded.first_position - 1)
    assert [entry.event.originator_id for entry in log] == [f.id for f in families for _ in range(3)]
    assert [entry.position for entry in log] == list(range(recorded.first_position, recorded.last_position + 1))
    assert len({entry.recorded_at for entry in log}) == 1


def test_nothing_pending_records_nothing(ledger: Ledger, save: Save) -> None:
    assert save(ledger, Family(uuid4())).events == 0
    assert ledger.event_count() == 1


def test_the_same_command_twice_is_recorded_once(ledger: Ledger, save: Save) -> None:
    command = Idempotency.of("load 1", {"rows": [1, 2]})
    first = save(ledger, family_of(4), idempotency=command)
    again = save(ledger, family_of(4), idempotency=command)
    assert again.repeated
    assert (again.first_position, again.last_position, again.events) == (
        first.first_position, first.last_position, first.events)
    assert ledger.event_count() == 5


def test_a_repetition_that_meets_its_own_events_is_recognised(ledger: Ledger, save: Save) -> None:
    command, stream = Idempotency.of("load 1", b"input"), uuid4()
    first = save(ledger, family_of(4, stream), idempotency=command)
    again = save(ledger, family_of(4, stream), idempotency=command)
    assert again.repeated and again.first_position == first.first_position


def test_a_command_that_came_to_nothing_is_remembered_too(ledger: Ledger, save: Save) -> None:
    command = Idempotency.of("nothing", b"input")
    assert save(ledger, idempotency=command).events == 0
    assert save(ledger, family_of(3), idempotency=command).repeated
    assert ledger.event_count() == 1


def test_a_key_for_another_input_is_refused(ledger: Ledger, save: Save) -> None:
    save(ledger, family_of(2), idempotency=Idempotency.of("key", b"input"))
    with pytest.raises(IdempotencyKeyReused, match="'key' was used before, for another input"):
        save(ledger, family_of(2), idempotency=Idempotency.of("key", b"another"))
    assert ledger.event_count() == 3


def test_the_slower_of_two_writers_is_told_which_family(ledger: Ledger, save: Save) -> None:
    family = family_of(3)
    save(ledger, family)
    mine, theirs = ledger.family(family.id), ledger.family(family.id)
    save(ledger, observed(theirs, "theirs"))
    with pytest.raises(ConflictingWrite, match=str(family.id)) as refused:
        save(ledger, family_of(2), observed(mine, "mine"))
    assert (refused.value.stream, refused.value.version) == (family.id, 4)
    assert ledger.event_count() == 5
    assert len(mine.pending) == 1, "what was refused stays pending"


def test_a_refused_save_burns_positions_and_no_leaves(ledger: Ledger, save: Save) -> None:
    family = family_of(2)
    save(ledger, family)
    with pytest.raises(ConflictingWrite):
        save(ledger, family_of(2, family.id))
    save(ledger, family_of(2))
    assert ledger.event_count() == 5
    assert ledger.position() > 5


def test_register_rows_come_with_their_events_or_not_at_all(ledger: Ledger, save: Save) -> None:
    family = family_of(2)
    registration = Registration()
    registration.person(Person(ANN, "P1", forename="Ann"))
    registration.family("F1", family.id)
    save(ledger, family, register=registration)
    assert ledger.register.families(["F1", "F2"]) == {"F1": family.id}

    refused = Registration()
    refused.family("F2", uuid4())
    with pytest.raises(ConflictingWrite):
        save(ledger, family_of(2, family.id), register=refused)
    assert ledger.register.families(["F1", "F2"]) == {"F1": family.id}


def test_what_fails_beside_the_events_undoes_them(ledger: Ledger, save: Save) -> None:
    class Failing:
        def write(self, cursor: Cursor) -> None:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        save(ledger, family_of(2), register=Failing())
    assert ledger.event_count() == 1


def test_the_librarys_own_application_reads_and_writes_the_same_log(ledger: Ledger) -> None:
    """Extended at its extension points, the library still works as its documentation says."""
    family = family_of(3)
    ledger.application.save(family)
    log = ledger.application.notification_log
    assert [item.topic for item in log.select(start=2, limit=10)] == [
        "family.registered.v1", "family.member-joined.v1", "family.observed.v1"]
    assert list(ledger.application.events.get(family.id)) == [entry.event for entry in ledger.history(family.id)]
