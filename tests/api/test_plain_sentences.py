"""A sentence of the ledger, as a page says it."""

from __future__ import annotations

from api.wording.words import NO_BREAK, in_plain_words


def test_the_criteria_met_are_told_by_what_they_ask_and_not_by_their_codes() -> None:
    said = in_plain_words(
        "The family was attached to troubled-families-2012 on 2014-04-22; it met crime-asb, education, local.")
    assert said.replace(NO_BREAK, " ") == (
        "The family was attached to Troubled Families 2012 to 2015 on 22 April 2014; it met: involved in youth crime or"
        " anti-social behaviour; a child out of school or missing it; the authority's own criterion, as the"
        " national text suggests it.")


def test_a_sentence_without_codes_stays_as_it_is() -> None:
    assert in_plain_words("An agency said so; it met nobody.") == "An agency said so; it met nobody."
