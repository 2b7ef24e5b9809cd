"""Deciding one family: every criterion, eligibility and result on all days at once, and the reasons on one of them.

Prints the median milliseconds for each scheme on the sample pack, and how the time grows with the observations.
"""

from __future__ import annotations

from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.families import sample_families, sample_terms
from domain.authority import Term
from domain.family import Attachment, Family
from domain.observations import Observation
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from ledger.rule_sets import SCHEMES, rule_set

ROUNDS = 5
FAMILIES = 200
DECIDED_ON = {
    "troubled-families-2012": date(2014, 3, 31),
    "troubled-families-2015": date(2016, 3, 31),
    "supporting-families-2022": date(2023, 12, 31),
}


def decide(family: Family, terms: list[Term], scheme: Scheme) -> None:
    """What a reader of one family's page asks for: all days of everything, and the tree of reasons of one day."""
    day = DECIDED_ON[scheme.name].toordinal()
    attachment = Attachment(scheme.name, scheme.attachments_from, "Youth worker", scheme.attachments_from,
                            scheme.attachments_from, None)
    decided = standing(family, terms, scheme)
    assert decided.criteria_days() is not None and decided.eligible is not None
    decided.eligibility_reason(day)
    prospects = decided.prospects(attachment)
    for result in scheme.results:
        prospects.outcome(result)
    prospects.reason(next(iter(scheme.results)), day)


def milliseconds(family: Family, terms: list[Term], scheme: Scheme) -> float:
    start = perf_counter()
    decide(family, terms, scheme)
    return 1000 * (perf_counter() - start)


def grown(family: Family, times: int) -> Family:
    """The same family with every observation given `times` times, a day apart, so that none falls together."""
    grown_family = Family(family.id, stays=dict(family.stays))
    for known in family.observations.values():
        for copy in range(times):
            observation = known.observation
            grown_family.observations[f"{observation.record}x{copy}"] = type(known)(
                Observation(f"{observation.record}x{copy}.1", observation.kind, observation.person,
                            observation.family_named, _moved(observation.fields, copy)), copy)
    return grown_family


def _moved(fields: Any, days: int) -> dict[str, Any]:
    return {
        name: date.fromordinal(date.fromisoformat(value).toordinal() + days).isoformat()
        if name in ("starts_on", "ends_on", "proven_on", "taken_on") else value
        for name, value in fields.items()
    }


def main() -> None:
    families, terms = sample_families(), sample_terms()
    sampled = families[:: max(1, len(families) // FAMILIES)]
    print("deciding one family, all days, all results, reasons of one day, milliseconds")
    for name in SCHEMES:
        scheme = rule_set(name)
        times = sorted(median(milliseconds(family, terms, scheme) for _ in range(ROUNDS)) for family in sampled)
        print(f"  {name}: median {median(times):.2f}, nine in ten under {times[len(times) * 9 // 10]:.2f}")
    print("growth with observations: time of a family with n times its observations, beside n times its own")
    largest = max(sampled, key=lambda family: len(family.observations))
    for name in SCHEMES:
        scheme = rule_set(name)
        once = median(milliseconds(largest, terms, scheme) for _ in range(ROUNDS))
        ratios = []
        for times_more in (2, 4, 8):
            more = grown(largest, times_more)
            ratios.append(median(milliseconds(more, terms, scheme) for _ in range(ROUNDS)) / (times_more * once))
        print(f"  {name}: " + ", ".join(f"{ratio:.2f}" for ratio in ratios) + " of linear at 2, 4, 8 times")


if __name__ == "__main__":
    main()
