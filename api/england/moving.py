"""Moving a family out of a ledger and into one, by the names that people have for things."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.acts.handed_over import LETTERS
from api.places import Place
from ledger.ledger import Ledger
from ledger.ledgers import schema_of
from ledger.moving.letter import Letter
from ledger.moving.receiving import Arrived, receive
from ledger.moving.sending import letter_for, record_move
from ledger.proof.notes import PublicKey
from projections.queries.asking import family_called


def move_out(
    ledger: Ledger, family_id: str, to: str, moved_on: date, passphrase: str, file: Path, by: str
) -> Letter:
    """Writes the file first: a move that is on record has one. What could not be recorded leaves no file."""
    schema_of(to)
    family = ledger.family(family_called(ledger, family_id))
    letter = letter_for(ledger, family_id, family, to, moved_on)
    with file.open("xb") as stream:
        stream.write(letter.closed(passphrase))
    try:
        record_move(ledger, family, letter, to, moved_on, by)
    except BaseException:
        file.unlink()
        raise
    return letter


def move_out_here(
    ledger: Ledger, place: Place, family_id: str, to: str, moved_on: date, passphrase: str, by: str
) -> str:
    """As `move_out`, with the letter in a file of this server; answers its id."""
    id = letter_id(ledger, family_id, to)
    move_out(ledger, family_id, to, moved_on, passphrase, LETTERS.place_for(place, ledger, id), by)
    return id


def letter_id(ledger: Ledger, family_id: str, to: str) -> str:
    return LETTERS.id(ledger, family_id, to)


def move_in(ledger: Ledger, content: bytes, name: str, key: PublicKey, passphrase: str, by: str) -> Arrived:
    """`name` is that under which the letter stands among the extracts."""
    return receive(ledger, Letter.opened(content, passphrase), key, by, name)
