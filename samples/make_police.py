"""Makes samples/oxfordshire-police: what a second agency has, under ids of its own, typed by other hands.

    .venv/bin/python samples/make_police.py

Some of the people of samples/oxfordshire-2012, with typing errors, shortened names and other addresses, among invented
strangers in households of their own; and callouts, all after the last claim round of the sample, so that
nothing that the demo shows of the rounds rests on them. The same seed writes the same bytes.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

SAMPLES = Path(__file__).parent
sys.path.insert(0, str(SAMPLES.parent))

from benchmarks.invented_people import two_systems  # noqa: E402
from benchmarks.mistyping import Typed, typed_again  # noqa: E402

SEED, OF_OURS, STRANGERS = 2015, 900, 300
PACK = SAMPLES / "oxfordshire-police"
COLUMNS = ("person_id", "forename", "surname", "date_of_birth", "sex", "address", "postcode", "uprn", "upn", "nino",
           "household_id", "restricted")  # fmt: skip


def ours(random: Random) -> list[Typed]:
    with (SAMPLES / "oxfordshire-2012" / "people.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["date_of_birth"] and row["surname"]]
    return [
        Typed(row["forename"], row["surname"], row["date_of_birth"], postcode=row["postcode"],
              upn=row["upn"] if random.random() < 0.3 else "")
        for row in random.sample(rows, OF_OURS)
    ]  # fmt: skip


def main() -> None:
    random = Random(SEED)
    strangers = list(two_systems(STRANGERS, 1, 1, SEED).ours.values())
    typed = [typed_again(person, random, random.choice(strangers) if random.random() < 0.1 else None)
             for person in ours(random)] + strangers  # fmt: skip
    typed = [one for one in typed if one.surname or one.upn]
    random.shuffle(typed)
    PACK.mkdir(exist_ok=True)
    with (PACK / "people_police.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, one in enumerate(typed, 40_001):
            writer.writerow([f"TV{number}", one.forename, one.surname, one.born_on, one.sex, one.address, one.postcode,
                             one.uprn, one.upn, one.nino, "", ""])  # fmt: skip
    with (PACK / "needs_police.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("record_id", "person_id", "need", "starts_on", "ends_on"))
        for number in range(1, 401):
            day = date(2015, 10, 1) + timedelta(random.randrange(90))
            writer.writerow((f"CO{number:05}", f"TV{40_001 + random.randrange(len(typed))}", "police-callout", day, ""))


if __name__ == "__main__":
    main()
