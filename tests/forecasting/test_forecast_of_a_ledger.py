"""The ways of a ledger's families: the same from the tables and from the log, and what the command says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from api.claiming import steps
from api.claiming.preparing import prepare_round
from api.errors import OptionUnusable
from api.forecasting.asking import back_test, forecasted, rounds_after
from api.forecasting.published import COLUMNS, published
from domain.casework import commands as casework
from domain.family import Source
from domain.forecasting.paths import Path as Way
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, rule_set
from projections.queries.as_known import answers
from projections.queries.eligible import eligibility
from projections.queries.pages import WHOLE
from projections.queries.paths import Ways, paths
from projections.runner import catch_up
from tests.api.conftest import Outcomes
from tests.claims.conftest import NewSample

SCHEME, AT = SCHEMES[0], date(2013, 7, 31)


@pytest.fixture(scope="module")
def ledger(sample: NewSample) -> Ledger:
    made = sample()
    catch_up(made)
    return made


def test_the_tables_and_the_log_give_the_same_ways(ledger: Ledger) -> None:
    for scheme in SCHEMES:
        assert paths(ledger, scheme) == paths(ledger, scheme, ledger.position())
    found = paths(ledger, SCHEME).rows
    assert len(found) > 10 and any(path.claimable for path in found)
    assert any(path.nearly and path.claimable and path.nearly < path.claimable for path in found)


def test_ways_as_known_then_are_those_of_folding_everyone(sample: NewSample) -> None:
    """Whatever was recorded since: claims and casework, which change no way, and observations, which change some."""
    made = sample()
    moments = [made.position()]
    steps.agree(made, SCHEME, "2012-13", 10, "officer")
    prepare_round(made, SCHEME, AT, by="officer")
    catch_up(made)
    moments.append(made.position())
    families = sorted(made.register.families(row.family_id for row in eligibility(made, SCHEME, AT)).values())
    attached = [one for one in families if made.family(one).attachments.get(SCHEME)]
    family = made.family(attached[0])
    casework.name_lead_worker(family, "abcdefgh234567ab", "Hub North", AT, "officer")
    made.save(family)
    family = made.family(attached[1])
    record = next(known for known in family.observations.values() if known.observation.kind == "attendance")
    family.withdraw(record.observation.record, "recorded in error", Source("officer"))
    made.save(family)
    catch_up(made)
    moments += [made.position() - 1, made.position(), 1, made.position() // 2]
    for known in moments:
        assert paths(made, SCHEME, known).rows == _in_order(answers(made, known, WHOLE, Ways(SCHEME, known))), known


def _in_order(ways: Iterable[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: (way.attached, way.nearly or 0, way.claimable or 0))


def test_a_forecast_and_its_test(ledger: Ledger) -> None:
    found = forecasted(ledger, SCHEME, AT)
    assert [one.by for one in found.said.rounds] == [day.toordinal() for day in rounds_after(rule_set(SCHEME), AT)]
    tested = back_test(ledger, SCHEME, date(2015, 5, 31))
    assert tested.reliability is not None and tested.reliability.tests == len(tested.tested) > 10
    assert forecasted(ledger, SCHEME, AT, 1).said.attached == 0


def test_a_scheme_without_rounds_is_asked_for_ends_of_quarters() -> None:
    assert rounds_after(rule_set(SCHEMES[1]), date(2020, 11, 2)) == [date(2020, 12, 31), date(2021, 3, 31)]


def test_the_command_says_how_far_it_was_right(ledger: Ledger, outcomes: Outcomes, tmp_path: Path) -> None:
    more = tmp_path / "figures.csv"
    more.write_text(f"{','.join(COLUMNS)}\nElsewhere,council,2014-05,30,,100,its cabinet's paper\n", "utf-8")
    told = outcomes("forecast", "--at", "2014-03-31", "--back-test", "--figures", more, "--ledger", ledger.name).out
    assert "came within the interval" in told and "30.0%" in told and "Thurrock" in told
    asked = ("forecast", "--at", "2014-03-31", "--ledger", ledger.name, "--format")
    assert outcomes(*asked, "csv").out.startswith("by,expected,low,high\n2014-05-31,")
    assert json.loads(outcomes(*asked, "json").out)["interval_percent"] == 90


def test_a_figure_without_a_source_is_refused(tmp_path: Path) -> None:
    more = tmp_path / "figures.csv"
    more.write_text(f"{','.join(COLUMNS)}\nElsewhere,council,2014-05,30,,100,\n", "utf-8")
    with pytest.raises(OptionUnusable, match=r"line 2.*a source"):
        published(more)
    assert all(one.source for one in published())
    assert {one.area: one.share_percent for one in published()}["England"] is None
