"""What 1,000 claims cost, from preparing the round to the money, the return written out, a recheck and a trail.

    .venv/bin/python -m benchmarks.claims [families]

Families of which CE is valid are saved first, which is not measured. Prints a line for each step.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from api.claiming import steps
from api.claiming.exporting import return_rows, write_return
from api.claiming.places import return_of
from api.claiming.preparing import prepare_round
from api.claiming.rechecking import mark_at_risk, recheck
from api.trails.as_pdf import as_pdf
from api.trails.trail import trail_of
from ledger.database import Database
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server
from tests.claims.builders import SCHEME, authority, family

ROUND = date(2013, 7, 31)


@contextmanager
def timed(what: str, number: int | None = None) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    each = f"{seconds / number * 1000:8.2f} ms each" if number else ""
    print(f"{what:<42} {seconds:7.2f} s {each}", flush=True)


def fill(ledger: Ledger, families: int) -> None:
    terms = ledger.authority()
    for term in authority().terms.values():
        terms.set_term(term, "benchmark")
    ledger.save(terms)
    for first in range(0, families, 500):
        registration, made = Registration(), [family(number) for number in range(first, min(first + 500, families))]
        for number, found in enumerate(made, first):
            registration.family(f"F-{number:06}", found.id)
            for person, _ in found.stays:
                registration.person(Person(person, person))
                registration.membership(person, found.id)
        ledger.save_in_bulk(made, registration)


def main(number: str | int = 1_000) -> None:
    families = int(number)
    with scratch_server() as conninfo, Database(conninfo) as database, tempfile.TemporaryDirectory() as folder:
        ledger = create_ledger(database, "benchmark", "benchmark", "A Council")
        fill(ledger, families)
        everything = time.perf_counter()
        with timed(f"prepare {families} claims", families):
            prepare_round(ledger, SCHEME, ROUND, "officer")
        with timed("review"):
            steps.review(ledger, SCHEME, ROUND, "reviewer")
        with timed("draw the sample"):
            sample = steps.draw_sample(ledger, SCHEME, ROUND, "seed", "auditor").sample
        with timed("write out as .csv"):
            write_return(Path(folder) / "return.csv", return_rows(ledger, SCHEME, ROUND), datetime.now(UTC))
        with timed("write out as .xlsx"):
            write_return(Path(folder) / "return.xlsx", return_rows(ledger, SCHEME, ROUND), datetime.now(UTC))
        print(f"{'prepared, sampled and exported':<42} {time.perf_counter() - everything:7.2f} s")
        with timed(f"audit {len(sample)} claims", len(sample)):
            for claim in sample:
                steps.audit(ledger, claim, True, "found as recorded", "auditor")
        with timed("sign"):
            steps.sign(ledger, SCHEME, ROUND, "finance officer")
        with timed("submit"):
            steps.submit(ledger, SCHEME, ROUND, "officer")
        with timed("pay all", families):
            steps.pay_all(ledger, SCHEME, ROUND, "finance officer")
        with timed("recheck all", families):
            assert not any(one.found.differs for one in recheck(ledger))
        mark_at_risk(ledger, "officer")
        with timed("recheck after a load that changed none"):
            mark_at_risk(ledger, "officer")
        claim = next(iter(return_of(ledger, SCHEME, ROUND).lines))
        with timed("a trail"):
            trail = trail_of(ledger, claim, "inspector")
        with timed("its PDF/A document"):
            as_pdf(trail)


if __name__ == "__main__":
    main(*sys.argv[1:])
