"""Makes samples/oxfordshire-casework.csv: what was done with the families of the sample. All of it is invented.

    .venv/bin/python samples/make_casework.py

Each attached family gets a district, and by chance interventions, referrals and a review; nothing in it depends on what
became of the family, so that nothing works better than anything else. The same seed writes the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

SAMPLES = Path(__file__).parent
SEED = 2013
LAST_ON = date(2015, 9, 30)
DISTRICTS = ("Invented North", "Invented South", "Invented Vale", "Invented West", "Invented City")
KINDS = ("parenting course", "mentoring", "family conference", "debt advice")
AGENCIES = (("CAMHS", "mental health of a child"), ("Women's refuge", "violence at home"), ("Housing", "rent arrears"))
COLUMNS = ("family_id", "act", "on", "what", "who", "how", "until", "outcome")

Row = tuple[object, ...]


def of_family(family_id: str, attached_on: date, random: Random) -> Iterator[Row]:
    yield family_id, "district", date(2012, 4, 1), random.choice(DISTRICTS), "", "", "", ""
    if random.random() < 0.1:
        yield family_id, "district", attached_on + timedelta(random.randrange(500)), random.choice(DISTRICTS), "", "", \
            "", ""
    for kind in KINDS:
        if random.random() < 0.35:
            yield intervention(family_id, kind, attached_on + timedelta(random.randrange(300)), random)
    if random.random() < 0.4:
        yield referral(family_id, attached_on + timedelta(random.randrange(250)), random)
    seen = attached_on + timedelta(90 + random.randrange(200))
    if random.random() < 0.5 and seen <= LAST_ON:
        decision = random.choice(("continue", "step up", "step down"))
        yield family_id, "review", seen, "", "An invented board", decision, seen + timedelta(91), ""


def intervention(family_id: str, kind: str, began: date, random: Random) -> Row:
    began = min(began, LAST_ON)
    last = began + timedelta(42 + random.randrange(200))
    ended = random.random() < 0.85 and last <= LAST_ON
    how = random.choice(("completed", "completed", "completed", "family withdrew"))
    intensity = random.choice(("light", "weekly", "intensive"))
    return (family_id, "intervention", began, kind, "An invented service", intensity,
            last if ended else "", how if ended else "")  # fmt: skip


def referral(family_id: str, on: date, random: Random) -> Row:
    agency, need = random.choice(AGENCIES)
    on = min(on, LAST_ON)
    answered = random.random() < 0.8
    return (family_id, "referral", on, need, agency, random.choice(("in", "out")),
            min(on + timedelta(random.randrange(60)), LAST_ON) if answered else "",
            random.choice(("accepted", "accepted", "declined", "no answer")) if answered else "")  # fmt: skip


def main() -> None:
    random = Random(SEED)
    with (SAMPLES / "oxfordshire-2012" / "attachments.csv").open(encoding="utf-8") as stream:
        attached = [(row["family_id"], date.fromisoformat(row["attached_on"])) for row in csv.DictReader(stream)]
    with (SAMPLES / "oxfordshire-casework.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for family_id, attached_on in attached:
            writer.writerows(of_family(family_id, attached_on, random))


if __name__ == "__main__":
    main()
