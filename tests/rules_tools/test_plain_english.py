"""The rules in plain English: nothing lost, everything with its source."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isabstract
from textwrap import indent

import pytest

from domain.dates import day_of
from domain.observations import KINDS
from domain.rules.clause import Clause
from domain.rules.plain_english import Line, as_text, in_plain_english
from domain.rules.plain_values import amount_in_words, citing_of, day_in_words
from domain.rules.plain_words import RECORDS, WORDINGS
from domain.rules.scheme import Scheme
from domain.rules.walking import clauses_of, values_of
from domain.rules.words.combining import Criterion
from domain.rules.words.recovery import AttendanceRecovered
from ledger.rule_sets import SCHEMES, overlays, rule_set
from tests.rules_tools.plans import LOCAL, count_value, plan, under

DAYS = ("2012-06-30", "2015-08-31", "2015-09-01", "2024-06-30")


def rule_sets() -> Iterator[Scheme]:
    for scheme in SCHEMES:
        for overlay in (None, *overlays()):
            yield rule_set(scheme, overlay)
    yield under(plan(LOCAL + "values:\n" + count_value("fixed-exclusions", 4), since="2013-04-01"))


def every_word(word: type[Clause] = Clause) -> Iterator[tuple[str, str]]:
    """By name: a class with slots is made twice, and both stay known as subclasses."""
    for under_it in word.__subclasses__():
        if not isabstract(under_it):
            yield under_it.__module__, under_it.__name__
        yield from every_word(under_it)


def test_every_word_of_the_vocabulary_has_its_wording() -> None:
    words = {word for word in every_word() if word[0].startswith("domain.")}
    assert words == {(word.__module__, word.__name__) for word in WORDINGS}


def test_every_kind_of_record_has_its_name() -> None:
    assert set(RECORDS) == set(KINDS)


@pytest.mark.parametrize("on", DAYS)
def test_every_clause_appears_with_its_label(on: str) -> None:
    for scheme in rule_sets():
        told = {line.clause: line.text for line in in_plain_english(scheme, day_of(on)) if line.clause}
        referred = {clause.path for clause in clauses_of(scheme).values() if isinstance(clause, Criterion)}
        assert set(clauses_of(scheme)) - referred <= set(told)
        for path, clause in clauses_of(scheme).items():
            assert path in referred or clause.label in told[path]


@pytest.mark.parametrize("on", DAYS)
def test_every_value_appears_in_every_period_with_its_source_certainty_and_note(on: str) -> None:
    for scheme in rule_sets():
        lines = in_plain_english(scheme, day_of(on))
        text = as_text(lines)
        assert set(scheme.values) == {line.value for line in lines if line.value}
        for value in scheme.values.values():
            for period in value.periods:
                cited = citing_of(scheme.sources).in_words(period.citation)
                amount = amount_in_words(value.unit, period.value)
                assert any(amount in line.text and line.citation == cited for line in lines)
                assert not period.citation.note or f"Note: {period.citation.note}" in text
        for source in scheme.sources.values():
            assert source.title in text


def test_every_citation_and_note_of_a_clause_appears() -> None:
    for scheme in rule_sets():
        text = as_text(in_plain_english(scheme, day_of(DAYS[0])))
        for clause in clauses_of(scheme).values():
            assert f"[{citing_of(scheme.sources).in_words(clause.citation)}]" in text
            assert not clause.citation.note or f"Note: {clause.citation.note}" in text


def test_every_value_that_a_clause_reads_stands_in_its_wording_as_of_the_day() -> None:
    for scheme in rule_sets():
        day = day_of("2014-01-31")
        told = {line.clause: line.text for line in in_plain_english(scheme, day) if line.clause}
        for path, clause in clauses_of(scheme).items():
            if path in told and "/until-" not in path:
                for value in values_of(clause):
                    if not (isinstance(clause, AttendanceRecovered) and clause.only_severe and value is clause.attends):
                        assert amount_in_words(value.unit, value.in_force(day).value) in told[path], (path, value.name)


def line_of(lines: list[Line], clause: str) -> str:
    return next(str(line).strip() for line in lines if line.clause == clause)


def test_the_change_that_lies_ahead_is_told_and_the_one_that_lies_behind_is_not() -> None:
    scheme = rule_set("troubled-families-2015")
    days = day_of("2015-08-31"), day_of("2015-09-01")
    before, after = (line_of(in_plain_english(scheme, day), "education/1") for day in days)
    assert "is 15% (10% from 1 September 2015) or more" in before
    assert "is 10% or more" in after and "15%" not in after


def test_a_value_stands_with_its_source_where_that_is_another_than_the_clauses() -> None:
    said = line_of(in_plain_english(rule_set("troubled-families-2012"), day_of("2013-01-31")), "education/5")
    assert "12 months (Reading of the framework that this ledger makes where" in said


def test_sources_are_named_in_words_the_frameworks_once_above_all() -> None:
    for scheme in rule_sets():
        text, (first, *others) = as_text(in_plain_english(scheme, day_of(DAYS[0]))), scheme.sources
        assert f"  Where no source is named, the paragraph is of: {scheme.sources[first].title}" in text
        assert f"[{scheme.sources[first].title}" not in text
        _, _, rules = text.partition("Who the programme is for")
        assert not [name for name in (first, *others) if f"[{name}" in rules or f"({name}," in rules]


def test_a_dated_plan_shows_both_rules_each_with_the_values_of_its_time() -> None:
    scheme = under(plan("values:\n" + count_value("police-callouts", 4) + LOCAL, since="2013-04-01"))
    lines = in_plain_english(scheme, day_of("2014-01-31"))
    assert "Until 31 March 2013: the authority's own criterion" in line_of(lines, "local/until-2013-03-31")
    assert "at least 3" in line_of(lines, "local/until-2013-03-31/2")
    assert "From 1 April 2013: our own criterion" in line_of(lines, "local/from-2013-04-01")


def test_a_criterion_that_eligibility_does_not_ask_for_is_shown_so() -> None:
    added = "adds:\n" + indent(LOCAL.replace("local:", "extra:"), "  ")
    text = as_text(in_plain_english(under(plan(added)), day_of("2013-01-31")))
    assert text.count("eligibility does not ask for it") == 1


def test_it_says_so_when_no_family_can_be_attached_on_the_day() -> None:
    scheme = rule_set("troubled-families-2012")
    assert "no family can be attached" in as_text(in_plain_english(scheme, day_of("2015-04-01")))
    assert "no family can be attached" not in as_text(in_plain_english(scheme, day_of("2015-03-31")))


@pytest.mark.parametrize(("unit", "amount", "said"), [
    ("months", 1, "1 month"), ("months", 12, "12 months"), ("percent", 15, "15%"), ("pence", 80000, "£800"),
    ("pence", 320050, "£3,200.50"), ("terms", 3, "3 terms"), ("days", 91, "91 days"), ("count", 3, "3"),
    ("choice", "needs", "needs"), ("date", day_of("2015-05-31"), "31 May 2015"),
])  # fmt: skip
def test_amounts_in_words(unit: str, amount: int | str, said: str) -> None:
    assert amount_in_words(unit, amount) == said


def test_days_in_words() -> None:
    assert day_in_words(day_of("2015-09-01")) == "1 September 2015"
