"""What holds of every link, whatever is sent and in whatever order."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.authority import Term
from domain.family import Family, Source, Stay
from domain.matching.agency_person import AgencyPerson
from domain.matching.carrying import carry
from domain.matching.certain import Numbers, certain_links, differ
from domain.matching.deciding import Beside, beside_of, decide
from domain.matching.likeness import Comparison, Likeness, Thresholds, judge
from domain.observations import Observation
from domain.rules.deciding import standing
from ledger.rule_sets import SCHEMES, rule_set
from tests.households import day

UPNS = some.none() | some.sampled_from(["A1", "A2", "A3"])
NINOS = some.none() | some.sampled_from(["N1", "N2", "N3"])
THRESHOLDS = Thresholds(1000, 0)


def numbers(prefix: str, most: int) -> some.SearchStrategy[list[Numbers]]:
    said = some.tuples(UPNS, NINOS, some.booleans())
    return some.lists(said, max_size=most).map(
        lambda found: [Numbers(f"{prefix}{place}", *one) for place, one in enumerate(found)])


@given(numbers("p", 4), numbers("r", 6), some.randoms(use_true_random=False))
def test_links_by_number_do_not_depend_on_any_order(people: list[Numbers], records: list[Numbers], random) -> None:
    first = certain_links(people, records)
    random.shuffle(people)
    random.shuffle(records)
    again = certain_links(people, records)
    sure = {name: one for name, one in first.items() if one.doubt is None}
    assert sure == {name: one for name, one in again.items() if one.doubt is None}
    assert first.keys() == again.keys()


@given(numbers("p", 4), numbers("r", 6), some.data())
def test_no_program_links_across_two_upns_or_two_ni_numbers(
    people: list[Numbers], records: list[Numbers], data: some.DataObject
) -> None:
    """Nor by likeness, however alike; nor through a person without a UPN to whom two records are alike."""
    found, beside = certain_links(people, records), beside_of(people, {})
    linked: dict[str, list[Numbers]] = {person.pseudonym: [person] for person in people}
    for record in records:
        alike = [_alike(person.pseudonym, data.draw(some.integers(-100, 3000))) for person in people]
        entry = AgencyPerson(record.pseudonym)
        decision = decide(entry, record, found.get(record.pseudonym), alike, beside, THRESHOLDS, may_link=True,
                          compared=True)
        if decision.link:
            assert not record.restricted
            linked[decision.link[0]].append(record)
    for one in linked.values():
        assert not any(differ(a.upn, b.upn) or differ(a.nino, b.nino) for a in one for b in one)
        assert len(one) == 1 or not any(known.restricted for known in one)


def _alike(person: str, weight: int) -> Likeness:
    return Likeness(person, (Comparison("surname", "same", weight),))


@given(some.lists(some.integers(-500, 2500), max_size=6), some.integers(0, 1500), some.integers(0, 500))
def test_above_is_linked_between_is_asked_below_is_apart(weights: list[int], link: int, gap: int) -> None:
    thresholds = Thresholds(link, link - gap)
    found = [_alike(f"p{place}", weight) for place, weight in enumerate(weights)]
    judged = judge(found, thresholds, may_link=True, barred=())
    above = [weight for weight in weights if weight >= link]
    assert (judged.link is not None) == (len(above) == 1)
    if judged.link is None:
        assert len(judged.ask) == min(5, sum(weight >= link - gap for weight in weights))
    assert judge(found, thresholds, may_link=False, barred=()).link is None
    assert judge(found, thresholds, may_link=True, barred={one.person for one in found}).ask == ()


# ---- link and undo ---------------------------------------------------------------------------------------------------

TERMS = [Term("T1", "2012/13", *(day(text) for text in ("2012-09-03", "2012-12-21")))]
DAYS = some.sampled_from(["2011-11-01", "2012-03-01", "2012-09-10", "2013-02-01", "2013-06-01"])
FACTS = some.lists(some.one_of(
    some.builds(lambda on: ("offences", {"proven_on": on}), DAYS),
    some.builds(lambda on: ("benefits", {"benefit": "JSA", "starts_on": on}), DAYS),
    some.builds(lambda on: ("needs", {"need": "police-callout", "starts_on": on}), DAYS),
    some.builds(lambda missed: ("attendance", {"term_id": "T1", "school": "S", "sessions_possible": 100,
                                               "sessions_unauthorised": missed}), some.integers(0, 60)),
), max_size=5)
SOURCE = Source("tests")


def _family(own: list[tuple[str, dict[str, object]]]) -> Family:
    family = Family(UUID(int=1))
    for person, born in (("child", "2000-05-01"), ("adult", "1975-05-01")):
        joined, born_on = day("2010-09-01"), day(born)
        assert joined is not None
        family.record_stay(Stay(person, joined, None, born_on, True, person == "adult"), SOURCE)
    for place, (kind, fields) in enumerate(own):
        family.observe(f"own{place}", Observation("", kind, "child", False, fields), SOURCE)
    return family


def _entry(facts: list[tuple[str, dict[str, object]]], name: str = "record") -> AgencyPerson:
    entry = AgencyPerson(name)
    entry.register(name, "tests")
    for place, (kind, fields) in enumerate(facts):
        entry.observe(f"{name}{place}", Observation("", kind, None, False, fields), SOURCE)
    return entry


def _verdicts(family: Family) -> list[object]:
    found: list[object] = []
    for name in SCHEMES:
        decided = standing(family, TERMS, rule_set(name))
        found += [decided.eligible, [decided.criteria_on(number) for number in range(734_200, 735_200, 97)]]
    return found


@settings(max_examples=40)
@given(FACTS, FACTS, some.sampled_from(["child", "adult"]))
def test_a_link_undone_leaves_every_verdict_as_if_it_had_never_been(own, theirs, person) -> None:
    never, family, entry = _family(own), _family(own), _entry(theirs)
    entry.link(person, "clerk", "tests")
    carry(family, person, [entry], "tests")
    entry.undo("a mistake", "tests", barred=True)
    carry(family, person, [entry], "tests")
    assert {record: known.observation for record, known in family.observations.items()} == {
        record: known.observation for record, known in never.observations.items()}
    assert _verdicts(family) == _verdicts(never)


@settings(max_examples=40)
@given(FACTS, FACTS, FACTS, some.permutations([0, 1]))
def test_what_a_family_holds_does_not_depend_on_the_order_of_links(own, one, other, order) -> None:
    def told(family: Family) -> list[object]:
        return sorted((known.observation.kind, sorted(map(str, known.observation.fields.items())))
                      for known in family.observations.values())

    at_once, by_turns = _family(own), _family(own)
    entries = [_entry(one, "police"), _entry(other, "schools")]
    linked = []
    for place in order:
        entries[place].link("child", "clerk", "tests")
        linked.append(entries[place])
        carry(by_turns, "child", linked, "tests")
    carry(at_once, "child", entries, "tests")
    assert told(by_turns) == told(at_once)
    events = len(at_once.pending)
    carry(at_once, "child", entries, "tests")
    assert len(at_once.pending) == events, "brought again, it adds nothing"


def test_whom_a_person_found_to_be_someone_else_no_program_links() -> None:
    found = certain_links([Numbers("p", "A1")], [Numbers("r", "A1")])
    entry = AgencyPerson("r")
    entry.refuse("p", "another child", "tests")
    decision = decide(entry, Numbers("r", "A1"), found["r"], [_alike("p", 5000)], Beside(), THRESHOLDS, may_link=True,
                      compared=True)
    assert decision.standing == "apart" and decision.link is None
