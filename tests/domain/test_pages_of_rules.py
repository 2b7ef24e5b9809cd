"""docs/vocabulary.md, docs/reasons.md and the schema of reasons say what is so."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import pytest

from domain.rules.cases import check_cases
from domain.rules.reading.clauses import OF_AN_ATTACHMENT, WORDS, Scope, read_clause
from domain.rules.reading.nodes import SchemeError, parse
from domain.rules.reading.values import read_values
from domain.rules.scheme import Scheme
from domain.rules.values import UNITS
from domain.rules.walking import clauses_of
from domain.rules.words.closure import Need, SustainedSinceClosure
from domain.rules.words.progress import Problem, ProgressOnEach
from tests.domain.json_schema import violations
from tests.domain.judging import JUDGES, check, judge
from tests.domain.shipped import DECISION_DAYS, ROOT, SCHEMES, both_packs, bytes_of, decided, households, rule_set

VOCABULARY = (ROOT / "docs" / "vocabulary.md").read_text("utf-8")
WORKED_CASES = (ROOT / "docs" / "worked-cases.md").read_text("utf-8")
REASONS = (ROOT / "docs" / "reasons.md").read_text("utf-8")
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "reasons.schema.json").read_text("utf-8"))
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", VOCABULARY, re.M | re.S))
YAML = re.compile(r"^```yaml\n(.*?)^```", re.M | re.S)
EXAMPLES = [(name, example) for name, section in SECTIONS.items() for example in YAML.findall(section)]


def problems_and_needs(schemes: list[Scheme]) -> tuple[dict[str, Problem], dict[str, Need]]:
    problems: dict[str, Problem] = {}
    needs: dict[str, Need] = {}
    for scheme in schemes:
        for clause in clauses_of(scheme).values():
            if isinstance(clause, ProgressOnEach):
                problems |= {problem.criterion.path: problem for problem in clause.problems}
            if isinstance(clause, SustainedSinceClosure):
                needs |= {need.need.path: need for need in clause.needs}
    return problems, needs


def scope(attached: bool = True) -> Scope:
    """All that the three schemes have, so that the page may take its examples from any of them."""
    schemes = [rule_set(name) for name in reversed(SCHEMES)]
    problems, needs = problems_and_needs(schemes)
    citation = schemes[-1].eligibility.citation
    return Scope(
        {name: source for scheme in schemes for name, source in scheme.sources.items()},
        {name: value for scheme in schemes for name, value in scheme.values.items()},
        {name: clause for scheme in schemes for name, clause in scheme.criteria.items()},
        {name: clause for scheme in schemes for name, clause in scheme.measures.items()},
        needs, problems, schemes[-1].eligibility, citation, attached,
    )  # fmt: skip


def test_every_word_has_a_section_of_its_own() -> None:
    assert sorted(SECTIONS) == sorted(WORDS)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{name} {i}" for i, (name, _) in enumerate(EXAMPLES)])
def test_an_example_is_a_clause_of_its_word(name: str, example: str) -> None:
    clause = read_clause(parse("vocabulary.md", example), scope(), "example")
    assert name == "criterion" or clause.word == name


@pytest.mark.parametrize("name", WORDS)
def test_every_word_has_an_example(name: str) -> None:
    assert name in {word for word, _ in EXAMPLES}


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{name} {i}" for i, (name, _) in enumerate(EXAMPLES)])
def test_what_asks_about_an_attachment_belongs_to_results(name: str, example: str) -> None:
    node = parse("vocabulary.md", example)
    if name in OF_AN_ATTACHMENT or "since:" in example:
        with pytest.raises(SchemeError, match="it belongs to results"):
            read_clause(node, scope(attached=False), "example")
    else:
        read_clause(node, scope(attached=False), "example")


def test_the_examples_before_the_words() -> None:
    clause, values = re.findall(r"^```yaml.*?\n(.*?)^```", VOCABULARY.split("\n## Putting")[0], re.M | re.S)
    assert read_clause(parse("vocabulary.md", clause), scope(), "example").label == "an adult on an out-of-work benefit"
    (value,) = read_values(parse("vocabulary.md", values), scope().sources).values()
    assert [period.value for period in value.periods] == [12, 6]


def test_the_page_names_every_unit() -> None:
    assert all(f"`{unit}`" in VOCABULARY for unit in UNITS)


# -- worked cases


@pytest.mark.parametrize("text", YAML.findall(WORKED_CASES))
def test_the_cases_of_the_page_come_out_as_it_says(text: str) -> None:
    results = check_cases(partial(rule_set, "troubled-families-2012"), "worked-cases.md", text)
    assert [difference for result in results for difference in result.differences] == []


# -- reasons


def test_the_page_says_how_each_word_is_judged_and_no_other() -> None:
    table = REASONS.split("| word | met when |")[1].split("\n\n")[0]
    told = {word for row in table.splitlines()[2:] for word in re.findall(r"`(.+?)`", row.split("|")[1])}
    assert told == set(JUDGES) == set(SCHEMA["$defs"]["reason"]["properties"]["word"]["enum"])


def test_the_example_of_a_reason_is_one() -> None:
    example = json.loads(re.findall(r"^```json\n(.*?)^```", REASONS, re.M | re.S)[0])
    assert list(violations(example, SCHEMA, SCHEMA)) == []
    assert judge(example) == example["answer"] == "met"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_reasons_have_the_form_of_the_schema(scheme: str) -> None:
    rules = rule_set(scheme)
    words: set[str] = set()
    for _, family, terms, attachment in households(both_packs(scheme, 3, 60), scheme):
        stands, prospects = decided(family, terms, rules, attachment)
        for day in DECISION_DAYS[scheme][1::4]:
            reasons = [stands.eligibility_reason(day.toordinal())]
            if prospects:
                reasons += [prospects.reason(kind, day.toordinal()) for kind in rules.results]
            for reason in reasons:
                sent = json.loads(bytes_of(reason))
                assert list(violations(sent, SCHEMA, SCHEMA)) == []
                words |= words_in(sent)
    assert len(words) >= 12


def words_in(node: dict[str, Any]) -> set[str]:
    return {node["word"]}.union(*(words_in(part) for part in node.get("parts", ())))


def test_the_schema_refuses_what_is_no_reason() -> None:
    example = json.loads(re.findall(r"^```json\n(.*?)^```", REASONS, re.M | re.S)[0])
    for change, said in (
        ({"answer": "yes"}, "$.answer: 'yes' against"), ({"decided_at": "2012-01-01T00:00:00Z"}, "not in the schema"),
        ({"figures": [{"name": "absent", "value": 1.5, "unit": "sessions"}]}, "1.5 is no integer"),
        ({"windows": [{"name": "terms", "from": "2012-01-01T00:00"}]}, "$.windows[0].from"),
        ({"observations": ["A000"]}, "$.observations[0]"), ({"parts": []}, "$.parts"),
    ):  # fmt: skip
        assert any(said in found for found in violations({**example, **change}, SCHEMA, SCHEMA))
    del example["citation"]
    assert list(violations(example, SCHEMA, SCHEMA)) == ["$: 'citation' is missing"]


def test_the_judge_is_not_content_with_any_answer() -> None:
    example = json.loads(re.findall(r"^```json\n(.*?)^```", REASONS, re.M | re.S)[0])
    example["figures"][0]["value"] = 56
    with pytest.raises(AssertionError, match="education/4"):
        check(example)
