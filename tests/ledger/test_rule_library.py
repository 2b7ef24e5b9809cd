"""A rule set once used decides again for ever, with the same verdict and the same bytes of reasons."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import orjson
import pytest

from domain.dates import Day
from domain.rules.deciding import standing
from domain.rules.reading.schemes import read_scheme
from domain.rules.scheme import Scheme
from ledger import rule_library, rule_sets
from ledger.errors import AppendRefused
from ledger.ledger import Ledger
from ledger.rule_library import RuleSetUnknown, by_digest, keep, keep_texts, kept, texts_by_digest
from ledger.rule_sets import SCHEMES, overlays, rule_set, texts_of
from tests.households import attachment_of, families_of, terms_of
from tests.oracle.packs import random_pack

NATIONAL = "troubled-families-2012"
DAY: Day = date(2013, 7, 31).toordinal()


def test_what_is_kept_is_the_rule_set_by_its_own_digest(ledger: Ledger) -> None:
    for scheme in SCHEMES:
        for overlay in (None, *overlays()):
            digest = keep(ledger, scheme, overlay)
            assert digest == rule_set(scheme, overlay).digest == by_digest(ledger, digest).digest
            assert sha256(texts_by_digest(ledger, digest)).hexdigest() == digest


def test_keeping_again_adds_nothing(ledger: Ledger) -> None:
    keep(ledger, NATIONAL, "oxfordshire")
    first = kept(ledger)
    keep(ledger, NATIONAL, "oxfordshire")
    assert kept(ledger) == first
    assert [(one.scheme, one.overlay) for one in first] == [(NATIONAL, "oxfordshire")]


def test_it_is_kept_in_the_transaction_of_its_caller_or_not_at_all(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.transaction() as cursor:
        keep(cursor, NATIONAL)
        assert kept(cursor)
        raise ZeroDivisionError
    assert kept(ledger) == []
    with ledger.transaction() as cursor:
        digest = keep(cursor, NATIONAL)
    assert [one.digest for one in kept(ledger)] == [digest]


def test_it_decides_the_same_after_the_shipped_rules_have_changed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = keep(ledger, NATIONAL, "oxfordshire")
    before = said_of_families(rule_set(NATIONAL, "oxfordshire"))
    shipped = texts_of(NATIONAL, "oxfordshire")
    changed = {name: text.replace("value: 15,", "value: 5,") for name, text in shipped.items()}
    _ship(monkeypatch, changed)
    now = rule_sets.rule_set(NATIONAL, "oxfordshire")
    assert now.digest != digest and said_of_families(now) != before
    assert said_of_families(by_digest(ledger, digest)) == before


def _ship(monkeypatch: pytest.MonkeyPatch, texts: dict[str, str]) -> None:
    """As if a later program shipped these texts."""
    for module in (rule_sets, rule_library):
        monkeypatch.setattr(module, "texts_of", lambda scheme, overlay=None: texts)
        monkeypatch.setattr(module, "rule_set", lambda scheme, overlay=None: read_scheme(texts))
    rule_library._read.cache_clear()


def said_of_families(scheme: Scheme) -> list[bytes]:
    pack = random_pack(8, 40)
    families, terms, said = families_of(pack), terms_of(pack), []
    for row in pack.current("attachments"):
        decided = standing(families[row["family_id"]], terms, scheme)
        prospects = decided.prospects(attachment_of(row))
        said.append(orjson.dumps([
            decided.eligibility_reason(DAY).as_json(),
            *([prospects.verdict(kind, DAY), prospects.reason(kind, DAY).as_json()] for kind in scheme.results),
        ]))
    assert len(said) > 10
    return said


def test_a_plan_that_is_shipped_no_more_is_still_there(ledger: Ledger) -> None:
    texts = {**texts_of(NATIONAL, "oxfordshire")}
    texts["overlay.yaml"] = texts["overlay.yaml"].replace("version: 1", "version: 0")
    digest = keep_texts(ledger, NATIONAL, "oxfordshire", texts)
    plan = by_digest(ledger, digest).plan
    assert plan is not None and plan.version == "0"


def test_rules_used_before_there_was_a_library_are_found_while_they_are_shipped(ledger: Ledger) -> None:
    assert by_digest(ledger, rule_set(NATIONAL).digest) == rule_set(NATIONAL)
    with pytest.raises(RuleSetUnknown, match="Use the program that recorded it"):
        by_digest(ledger, "0" * 64)


@pytest.mark.parametrize("change", [
    "UPDATE rule_set SET scheme = 'x'", "DELETE FROM rule_set", "TRUNCATE rule_set",
    "UPDATE rule_set SET first_used_at = now() WHERE false",
])  # fmt: skip
def test_a_kept_rule_set_never_changes(ledger: Ledger, change: str) -> None:
    keep(ledger, NATIONAL)
    with pytest.raises(AppendRefused, match="rule sets once used never change"), ledger.transaction() as cursor:
        cursor.execute(change)
    with pytest.raises(AppendRefused), ledger.transaction() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change)


def test_nor_can_other_texts_be_kept_under_its_digest(ledger: Ledger) -> None:
    from psycopg.errors import CheckViolation

    with pytest.raises(CheckViolation), ledger.transaction() as cursor:
        cursor.execute("INSERT INTO rule_set (digest, scheme, texts) VALUES (%s, 'x', %s)", ("0" * 64, b"{}"))

