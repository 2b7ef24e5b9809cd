"""A scheme's file that cannot mean one thing alone is refused: by file, line and key, with what to write instead."""

from __future__ import annotations

import pytest

from domain.observations import KINDS
from domain.rules.reading import SchemeError, read_scheme
from domain.rules.reading.categories import CATEGORIES
from domain.rules.walking import clauses_of
from intake import vocabularies
from ledger.rule_sets import SCHEMES, texts_of

SHIPPED = dict(texts_of("troubled-families-2012"))
SECOND = dict(texts_of("troubled-families-2015"))


def refusal(texts: dict[str, str]) -> str:
    with pytest.raises(SchemeError) as refused:
        read_scheme(texts)
    return str(refused.value)


def changed(file: str, old: str, new: str, shipped: dict[str, str] | None = None) -> dict[str, str]:
    texts = dict(shipped or SHIPPED)
    assert texts[file].count(old) >= 1, f"{file} no longer says {old!r}: put the test right"
    texts[file] = texts[file].replace(old, new, 1)
    return texts


def line_of(file: str, part: str, shipped: dict[str, str] | None = None) -> int:
    text = (shipped or SHIPPED)[file]
    return text[: text.index(part)].count("\n") + 1


WORK = "    in force: {record: benefits, category: [JSA, ESA, IS, IB, CA, SDA], of: an adult}"
CALLOUTS = "months: police-callout-look-back, number: police-callouts}"
CONCERN = "within: {record: education_status, category: [school-concern], of: a child, months: concern-look-back}"
ABSENT = "absent: {counting: unauthorised, terms: school-terms, of school age: no, at least: absence-percent}"
SECOND_YEAR = "{from: 2013-04-01, value: 2400, source: framework-2012"
FEE = "{value: 3200, source: framework-2012"

# what is wrong: file, what stands there, what is written instead, how many lines below, the key, and the remedy
WRONG: dict[str, tuple[str, str, str, int, str, str]] = {
    "an unknown key": (
        "values.yaml", "  means: how long a child's proven offence counts", "  meaning: how long", 0,
        "offence-look-back.meaning", "unknown key; did you mean 'means'?"),
    "an unknown word": (
        "criteria.yaml", WORK, WORK.replace("in force", "inforce"), 0, "criteria.work.inforce",
        "unknown key; did you mean 'in force'?"),
    "a duplicate key": (
        "values.yaml", "  unit: months", "  unit: months\n  unit: days", 1, "offence-look-back.unit",
        "this key was given before; keep one of the two"),
    "a value given twice": (
        "values.yaml", "order-look-back:", "offence-look-back:", 0, "offence-look-back", "this key was given before"),
    "a key left out": (
        "values.yaml", "  means: how long a child's proven offence counts\n", "", 0, "offence-look-back",
        "the key 'means' is missing; add it"),
    "a value without source": (
        "values.yaml", FEE, "{value: 3200", 0, "attachment-fee.values[1]", "the key 'source' is missing; add it"),
    "a value without certainty": (
        "values.yaml", "80% of GBP 4000, certainty: published}", "80% of GBP 4000}", 0, "attachment-fee.values[1]",
        "the key 'certainty' is missing"),
    "a source that is none": (
        "values.yaml", FEE, FEE.replace("framework-2012", "framework"), 0, "attachment-fee.values[1].source",
        "did you mean 'framework-2012'?"),
    "a certainty that is none": (
        "values.yaml", "80% of GBP 4000, certainty: published}", "80% of GBP 4000, certainty: certain}", 0,
        "attachment-fee.values[1].certainty", "write one of: published, recalled, defined"),
    "a clause without citation": (
        "criteria.yaml",
        "    cite: {source: framework-2012, paragraph: identification; education, certainty: published}\n", "", -1,
        "criteria.education", "add 'cite' with source, paragraph and certainty"),
    "periods that overlap": (
        "values.yaml", "{from: 2014-04-01, value: 1600", "{from: 2013-04-01, value: 1600", 0,
        "attachment-fee.values[3].from", "so two values would apply; put them in order"),
    "periods out of order": (
        "values.yaml", "{from: 2014-04-01, value: 1600", "{from: 2012-04-01, value: 1600", 0,
        "attachment-fee.values[3].from", "put them in order"),
    "a gap before the first period": (
        "values.yaml", FEE, "{from: 2012-04-01, value: 3200, source: framework-2012", 0,
        "attachment-fee.values[1].from", "leave 'from' out, or there is a gap"),
    "a second value that never begins": (
        "values.yaml", SECOND_YEAR, "{value: 2400, source: framework-2012", 0, "attachment-fee.values[2]",
        "say from which day this value replaces the one before: add 'from'"),
    "a value without values": (
        "values.yaml", "  values:\n    - {value: 12, source: framework-2012, paragraph: identification; crime and"
        " anti-social behaviour, certainty: published}\norder", "  values: []\norder", 0, "offence-look-back.values",
        "give at least one value"),
    "money that is no whole pence": (
        "values.yaml", FEE, FEE.replace("3200", "3200.505"), 0, "attachment-fee.values[1].value",
        "write pounds as 800 or 800.50"),
    "money with a sign": (
        "values.yaml", FEE, FEE.replace("3200", "£3200"), 0, "attachment-fee.values[1].value", "write pounds as 800"),
    "money below nothing": (
        "values.yaml", FEE, FEE.replace("3200", "-3200"), 0, "attachment-fee.values[1].value", "write pounds as 800"),
    "a number in words": (
        "values.yaml", "{value: 12, source", "{value: twelve, source", 0, "offence-look-back.values[1].value",
        "'twelve' is no whole number; write digits alone"),
    "a number of another script": (
        "values.yaml", "{value: 12, source", "{value: ²², source", 0, "offence-look-back.values[1].value",
        "write digits alone"),
    "a number beyond all measure": (
        "values.yaml", "{value: 12, source", "{value: 1" + "0" * 5000 + ", source", 0,
        "offence-look-back.values[1].value", "is too large"),
    "more than a hundred percent": (
        "values.yaml", "{value: 15, source", "{value: 150, source", 0, "absence-percent.values[1].value",
        "150 is more than a hundred percent"),
    "no terms at all": (
        "values.yaml", "{value: 3, source", "{value: 0, source", 0, "school-terms.values[1].value", "write 1 or more"),
    "a day that is none": (
        "values.yaml", "{from: 2013-04-01, value: 2400", "{from: 2013-04-31, value: 2400", 0,
        "attachment-fee.values[2].from", "'2013-04-31' is no date; write it as 2012-09-03"),
    "a day in another form": (
        "values.yaml", "{from: 2013-04-01, value: 2400", "{from: 20130401, value: 2400", 0,
        "attachment-fee.values[2].from", "write it as 2012-09-03"),
    "a day of the scheme that changes": (
        "values.yaml", "    - {value: 2012-04-01, source: framework-2012, paragraph: the programme's years, certainty:"
        " published}", "    - {value: 2012-04-01, source: framework-2012, paragraph: x, certainty: published}\n"
        "    - {from: 2013-01-01, value: 2012-05-01, source: framework-2012, paragraph: x, certainty: published}", 0,
        "attachments-from.values", "a single day cannot change"),
    "a choice that is none": (
        "values.yaml", "{value: attachment-year,", "{value: attached-year,", 0, "rate-basis.values[1].value",
        "did you mean 'attachment-year'?"),
    "a unit that is none": (
        "values.yaml", "  unit: months", "  unit: month", 0, "offence-look-back.unit", "did you mean 'months'?"),
    "an unknown value": (
        "criteria.yaml", CALLOUTS, CALLOUTS.replace("number: police-callouts", "number: police-calls"), 0,
        "criteria.local.any[2].within.number", "did you mean 'police-callouts'?"),
    "a value counted in something else": (
        "criteria.yaml", CALLOUTS, CALLOUTS.replace("number: police-callouts", "number: police-callout-look-back"), 0,
        "criteria.local.any[2].within.number", "is given in months; this place needs count"),
    "an unknown criterion": (
        "criteria.yaml", "of: [crime-asb, education, work]}", "of: [crime, education, work]}", 0,
        "eligibility.any[1].at least.of[1]", "did you mean 'crime-asb'?"),
    "a criterion counted twice": (
        "criteria.yaml", "of: [crime-asb, education, work]}", "of: [work, education, work]}", 0,
        "eligibility.any[1].at least.of[3]", "'work' stands in this list before"),
    "an unknown measure": (
        "results.yaml", "measures: [EDU, ASB, OFF]", "measures: [EDU, ABS, OFF]", 0,
        "results.CAE.valid when.all[4].measures[2]", "did you mean 'ASB'?"),
    "two words in a clause": (
        "criteria.yaml", CONCERN, f"{CONCERN}\n        {ABSENT}", 1, "criteria.education.any[5].absent",
        "this clause says 'within' and 'absent'; keep one of them"),
    "no word in a clause": (
        "criteria.yaml",
        f"      - label: a child with too much unauthorised absence over the last terms\n        {ABSENT}",
        "      - label: a child with too much unauthorised absence", 0, "criteria.education.any[4]",
        "the clause says nothing; add one of: any, all"),
    "a record that is none": (
        "criteria.yaml", "{record: benefits, category: [JSA", "{record: benefit, category: [JSA", 0,
        "criteria.work.in force.record", "did you mean 'benefits'?"),
    "attendance as a dated record": (
        "criteria.yaml", "{record: benefits, category: [JSA", "{record: attendance, category: [JSA", 0,
        "criteria.work.in force.record", "'attendance' is not known here"),
    "a benefit that is none": (
        "criteria.yaml", "category: [JSA, ESA", "category: [JSAA, ESA", 0, "criteria.work.in force.category[1]",
        "did you mean 'JSA'?"),
    "a benefit named twice": (
        "criteria.yaml", "category: [JSA, ESA", "category: [JSA, JSA", 0, "criteria.work.in force.category[2]",
        "keep one of the two"),
    "a category of records that have none": (
        "criteria.yaml", "{record: offences, of: a child", "{record: offences, category: [theft], of: a child", 0,
        "criteria.crime-asb.any[1].within.category", "leave 'category' out"),
    "a subject that is none": (
        "criteria.yaml", "of: an adult}", "of: adults}", 0, "criteria.work.in force.of", "'adults' is not known here"),
    "no boundary for absence": (
        "criteria.yaml", ", at least: absence-percent}", "}", 0, "criteria.education.any[4].absent",
        "give exactly one of: 'at least', 'over'"),
    "two boundaries for absence": (
        "criteria.yaml", ", at least: absence-percent}", ", at least: absence-percent, over: absence-percent}", 0,
        "criteria.education.any[4].absent", "give exactly one of: 'at least', 'over'"),
    "a list that is empty": (
        "criteria.yaml", "of: [crime-asb, education, work]}", "of: []}", 0, "eligibility.any[1].at least.of",
        "the list is empty"),
    "a list that is none": (
        "criteria.yaml", "category: [asbo, injunction, abc]", "category: asbo", 0,
        "criteria.crime-asb.any[2].within.category", "write a list here"),
    "yes and no in other words": (
        "criteria.yaml", "of school age: no", "of school age: false", 0,
        "criteria.education.any[4].absent.of school age", "write one of: yes, no"),
    "a criterion that asks about the attachment": (
        "criteria.yaml", CALLOUTS, CALLOUTS.replace("}", ", since: attachment}"), 0,
        "criteria.local.any[2].within.since", "'since' asks about an attachment; it belongs to results"),
    "a result's word in a criterion": (
        "criteria.yaml", f"        {ABSENT}", "        on record: [plan]", 0, "criteria.education.any[4].on record",
        "'on record' asks about an attachment"),
    "words after a word that takes none": (
        "results.yaml", "          eligible when attached:\n", "          eligible when attached: always\n", 0,
        "results.CAE.valid when.all[2].eligible when attached", "nothing is written after this word"),
    "a name with a slash": (
        "criteria.yaml", "  work:\n", "  work/adult:\n", 1, "criteria.work/adult", "write a name without"),
    "a measure named as a criterion": (
        "results.yaml", "  EDU:\n    label", "  education:\n    label", 1, "measures.education",
        "is the name of something else"),
    "a result paid twice": (
        "payments.yaml", "  CAE: cae-payment", "  CAE: cae-payment\n  CAE: ce-payment", 1, "results.CAE",
        "this key was given before"),
    "a result paid not at all": (
        "payments.yaml", "  CE: ce-payment\n", "", -2, "results", "the key 'CE' is missing; add it"),
    "a payment that is no money": (
        "payments.yaml", "  CAE: cae-payment", "  CAE: result-months", 0, "results.CAE", "this place needs pence"),
    "a share of three": (
        "payments.yaml", "funded: [funded-families, of-target-families]", "funded: [funded-families]", 0, "funded",
        "name two values"),
    "rounds out of order": (
        "scheme.yaml", "  - 2013-01-31\n  - 2013-07-31", "  - 2013-07-31\n  - 2013-01-31", 0, "rounds",
        "in order of their days, each once"),
    "a source twice": (
        "scheme.yaml", "  ledger:\n", "  framework-2012:\n", 0, "sources.framework-2012", "this key was given before"),
    "a list as a key": (
        "scheme.yaml", "title: Troubled Families 2012 to 2015", "? [title]\n: Troubled Families", 0, "top",
        "a key is one plain text"),
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG)
def test_what_can_be_read_in_two_ways_or_none_is_refused(said: str) -> None:
    file, old, new, below, key, remedy = WRONG[said]
    message = refusal(changed(file, old, new))
    assert message.startswith(f"{file}, line {line_of(file, old) + below}, {key}: "), message
    assert remedy in message


def test_a_boundary_of_attachment_out_of_order() -> None:
    message = refusal(changed("values.yaml", "{value: 2012-04-01,", "{value: 2015-04-01,"))
    assert message.startswith("scheme.yaml, line ") and "attachments.until: " in message
    assert "put the days in order" in message


def test_progress_said_twice() -> None:
    other = "    progress:\n      not in the months to: {months: sustained-months, any: []}\n"
    message = refusal(changed("criteria.yaml", "    progress always:\n", f"{other}    progress always:\n", SECOND))
    assert "progress always: progress is said already" in message


def test_a_file_that_is_missing() -> None:
    texts = {name: text for name, text in SHIPPED.items() if name != "payments.yaml"}
    assert refusal(texts).startswith("payments.yaml: the file is missing; a scheme needs scheme.yaml, values.yaml")


def test_a_file_that_is_empty() -> None:
    assert refusal(dict(SHIPPED) | {"values.yaml": "# nothing yet\n"}) == "values.yaml, line 1: the file is empty"


def test_a_file_that_is_no_yaml() -> None:
    message = refusal(changed("values.yaml", "  unit: months", "  unit: [months"))
    assert message.startswith("values.yaml, line ") and "this is not YAML" in message


def test_a_file_with_bytes_that_are_no_text() -> None:
    message = refusal(changed("values.yaml", "  unit: months", "  unit: months\x07"))
    assert message.startswith("values.yaml: this is not YAML") and "save it as plain text" in message


def test_a_part_that_contains_itself() -> None:
    message = refusal(changed("criteria.yaml", f"        {ABSENT}", "        any: &all [{any: *all}]"))
    assert message.startswith("criteria.yaml, line ") and "this part contains itself" in message


@pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 9_000 + "]" * 9_000, "- " * 9_000 + "x", "{a: " * 9_000])
def test_a_text_nested_so_deep_that_reading_it_would_end_the_program(deep: str) -> None:
    assert refusal(dict(SHIPPED) | {"values.yaml": deep}) == (
        "values.yaml, line 1: this is nested more than 50 deep; write it out flat")


def test_parts_that_point_to_parts_that_point_to_parts() -> None:
    tenfold = [f"p{level}: &p{level} [{', '.join([f'*p{level - 1}'] * 10)}]" for level in range(1, 10)]
    message = refusal(dict(SHIPPED) | {"values.yaml": "\n".join(["p0: &p0 [x]", *tenfold])})
    assert "there are more than 100,000 parts" in message and message.startswith("values.yaml, line ")


def test_progress_on_problems_where_there_are_none() -> None:
    message = refusal(changed(
        "results.yaml", "          eligible when attached:\n", "          progress on each problem:\n"))
    assert "no criterion says what progress on it is" in message


def test_the_words_of_records_are_those_that_extracts_may_hold() -> None:
    assert CATEGORIES == {
        "exclusions": vocabularies.EXCLUSIONS,
        "education_status": vocabularies.EDUCATION_STATUSES,
        "asb": vocabularies.ASB_CATEGORIES,
        "benefits": vocabularies.BENEFITS,
        "employment": vocabularies.PAID_BY,
        "work_steps": vocabularies.WORK_STEPS,
    }
    assert set(CATEGORIES) == {name for name, kind in KINDS.items() if kind.category} - {"needs"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_shipped_schemes_ask_about_needs_that_extracts_know(scheme: str) -> None:
    asked = {
        category
        for clause in clauses_of(read_scheme(texts_of(scheme))).values()
        if getattr(clause, "record", "") == "needs"
        for category in getattr(clause, "category", None) or ()
    }
    assert asked <= vocabularies.KNOWN_NEEDS
