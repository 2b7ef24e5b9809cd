"""Makes samples/oxfordshire-casework: what was done with the families of the sample. All of it is invented.

    .venv/bin/python samples/make_casework.py

Each attached family gets a district, and by chance interventions, referrals and a review; nothing in it depends on what
became of the family, so that nothing works better than anything else. The same seed writes the same bytes.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

SAMPLES = Path(__file__).parent
SEED = 2013
LAST_ON = date(2015, 9, 30)
DISTRICTS = ("Invented North", "Invented South", "Invented Vale", "Invented West", "Invented City")
KINDS = ("parenting course", "mentoring", "family conference", "debt advice")
AGENCIES = (("CAMHS", "mental health of a child"), ("Women's refuge", "violence at home"), ("Housing", "rent arrears"))
COLUMNS = {
    "interventions": ("record_id", "family_id", "kind", "provider", "started_on", "intensity", "ended_on", "how"),
    "referrals": ("record_id", "family_id", "direction", "agency", "referred_on", "need", "answered_on", "answer"),
    "reviews": ("record_id", "family_id", "board", "reviewed_on", "decision", "next_on"),
    "districts": ("family_id", "district", "from_on"),
}

Rows = dict[str, list[tuple[object, ...]]]


def add_family(rows: Rows, family_id: str, attached_on: date, random: Random) -> None:
    rows["districts"].append((family_id, random.choice(DISTRICTS), date(2012, 4, 1)))
    if random.random() < 0.1:
        moved_on = attached_on + timedelta(random.randrange(500))
        rows["districts"].append((family_id, random.choice(DISTRICTS), moved_on))
    for kind in KINDS:
        if random.random() < 0.35:
            began = attached_on + timedelta(random.randrange(300))
            record = _next(rows, "interventions", "I")
            rows["interventions"].append((record, family_id, kind, *intervention(began, random)))
    if random.random() < 0.4:
        made_on = attached_on + timedelta(random.randrange(250))
        rows["referrals"].append((_next(rows, "referrals", "R"), family_id, *referral(made_on, random)))
    seen = attached_on + timedelta(90 + random.randrange(200))
    if random.random() < 0.5 and seen <= LAST_ON:
        decision = random.choice(("continue", "step up", "step down"))
        rows["reviews"].append((
            _next(rows, "reviews", "B"), family_id, "An invented board", seen, decision, seen + timedelta(91)))


def intervention(began: date, random: Random) -> tuple[object, ...]:
    began = min(began, LAST_ON)
    last = began + timedelta(42 + random.randrange(200))
    ended = random.random() < 0.85 and last <= LAST_ON
    how = random.choice(("completed", "completed", "completed", "family withdrew"))
    intensity = random.choice(("light", "weekly", "intensive"))
    return "An invented service", began, intensity, last if ended else "", how if ended else ""


def referral(on: date, random: Random) -> tuple[object, ...]:
    agency, need = random.choice(AGENCIES)
    on = min(on, LAST_ON)
    answered = random.random() < 0.8
    direction = random.choice(("in", "out"))
    answered_on = min(on + timedelta(random.randrange(60)), LAST_ON) if answered else ""
    answer = random.choice(("accepted", "accepted", "declined", "no answer")) if answered else ""
    return direction, agency, on, need, answered_on, answer


def _next(rows: Rows, kind: str, letter: str) -> str:
    """The record_id of one more row, as an invented case system would number it."""
    return f"{letter}{len(rows[kind]) + 1:05}"


def main() -> None:
    random = Random(SEED)
    rows: Rows = defaultdict(list)
    with (SAMPLES / "oxfordshire-2012" / "attachments.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            add_family(rows, row["family_id"], date.fromisoformat(row["attached_on"]), random)
    folder = SAMPLES / "oxfordshire-casework"
    folder.mkdir(exist_ok=True)
    for kind, columns in COLUMNS.items():
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows[kind])


if __name__ == "__main__":
    main()
