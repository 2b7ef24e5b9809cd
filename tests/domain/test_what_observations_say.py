"""The sentence of an observation says what was told, and nothing that was not."""

from __future__ import annotations

from domain.observations import Observation


def said(kind: str, **fields: str | int) -> str:
    return Observation("r.1", kind, "p", False, fields).sentence()


def test_an_offence_is_proven_from_the_day_on_which_it_was() -> None:
    assert said("offences", committed_on="2012-01-10") == "offence, not proven so far"
    assert said("offences", committed_on="2012-01-10", proven_on="2012-02-01") == "offence proven"


def test_absence_with_leave_that_was_not_told_is_not_told_as_none() -> None:
    told = {"term_id": "201112-3", "sessions_possible": 140, "sessions_unauthorised": 22}
    assert said("attendance", **told, sessions_authorised=0).endswith(
        "22 unauthorised and 0 authorised absences of 140 sessions")
    assert said("attendance", **told).endswith(
        "22 unauthorised and an unknown number of authorised absences of 140 sessions")
