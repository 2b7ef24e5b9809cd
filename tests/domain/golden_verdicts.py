"""Verdicts kept as they were once given, with the texts of the rules they were given under.

`python -m tests.domain.golden_verdicts` writes a file for the rules as they are now, if there is none yet. Files of
earlier rules stay: a family decided under them must come out the same for ever. Only `--again` overwrites the file of
the rules as they are now, which is right while nobody has relied on its verdicts: before a release, or for a change of
the reasons' form (then FORM changes too).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from domain.authority import Term
from domain.family import Attachment, Family
from domain.rules.cases import family_of
from domain.rules.deciding import standing
from domain.rules.reading import read_scheme
from domain.rules.reading.cases import read_cases
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme
from ledger.rule_sets import SCHEMES, case_files, texts_of
from tests.domain.shipped import ROOT, attachment_from, bytes_of
from tests.households import families_of, terms_of
from tests.oracle import accepted_attachments, read_pack

FOLDER = Path(__file__).parent / "golden"
FAMILIES = 12
DAYS = {
    "troubled-families-2012": ["2013-07-31", "2014-10-31"],
    "troubled-families-2015": ["2015-08-31", "2016-10-31", "2017-03-30"],
    "supporting-families-2022": ["2023-03-28", "2024-02-29", "2024-03-28"],
}
Household = tuple[Family, list[Term], Attachment]


def families_in(kept: dict[str, Any]) -> dict[str, Household]:
    """Those of the sample for 2012; for the others those of cases, whose text is kept with the verdicts."""
    if "cases" not in kept:
        return dict(islice(sample_families(), FAMILIES))
    return families_of_cases(kept["cases"], kept["scheme"], read_scheme(kept["rules"]))


def sample_families() -> Iterator[tuple[str, Household]]:
    """Every so many of those attached, so that many kinds of families are among them."""
    pack = read_pack(ROOT / "samples" / "oxfordshire-2012")
    families, terms = families_of(pack), terms_of(pack)
    attached = sorted(accepted_attachments(pack, "troubled-families-2012").items())
    for name, row in attached[:: len(attached) // FAMILIES]:
        yield name, (families[name], terms, attachment_from(row, "troubled-families-2012"))


def families_of_cases(text: str, scheme: str, rules: Scheme) -> dict[str, Household]:
    cases = read_cases(lambda overlay: rules, f"golden {scheme}", text)
    attached = [case for case in cases if case.attachment is not None and case.scheme is rules]
    chosen = attached[:: max(1, len(attached) // FAMILIES)][:FAMILIES]
    return {case.name: (family_of(case), list(case.terms), case.attachment) for case in chosen if case.attachment}


def verdicts(scheme: str, rules: Scheme, households: dict[str, Household]) -> dict[str, Any]:
    return {name: said_of(rules, household, DAYS[scheme]) for name, household in households.items()}


def said_of(rules: Scheme, household: Household, days: list[str]) -> dict[str, Any]:
    family, terms, attachment = household
    stands = standing(family, terms, rules)
    prospects = stands.prospects(attachment)
    found: dict[str, Any] = {}
    for text in days:
        day = date.fromisoformat(text).toordinal()
        found[text] = {
            "criteria": stands.criteria_on(day), "eligible": day in stands.eligible,
            "reasons": digest_of(stands.eligibility_reason(day)),
        }  # fmt: skip
        for kind in rules.results:
            found[text][kind] = {
                "verdict": prospects.verdict(kind, day), "amount_pence": prospects.amount_pence(kind, day),
                "reasons": digest_of(prospects.reason(kind, day)),
            }  # fmt: skip
    return found


def digest_of(reason: Reason) -> str:
    return hashlib.sha256(bytes_of(reason)).hexdigest()


def path_of(scheme: str, digest: str) -> Path:
    return FOLDER / f"{scheme}-{digest[:12]}.json"


def write(scheme: str, again: bool) -> None:
    rules = read_scheme(texts_of(scheme))
    path = path_of(scheme, rules.digest)
    if path.exists() and not again:
        print(f"{path.name} is there already; a verdict once given stays (--again writes it anew)")
        return
    kept: dict[str, Any] = {"scheme": scheme, "digest": rules.digest, "rules": dict(texts_of(scheme))}
    if scheme != "troubled-families-2012":
        kept["cases"] = case_files(scheme)["boundaries.yaml"]
    kept["verdicts"] = verdicts(scheme, rules, families_in(kept))
    path.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(kept['verdicts'])} families")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in SCHEMES:
        write(name, again="--again" in sys.argv[1:])
