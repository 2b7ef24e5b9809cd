"""Trains the model of likeness anew and writes it: `python -m benchmarks.train_likeness`. Not run by `make bench`.

What is compared and what may be found stays as it is in intake/likeness/models; only the probabilities are estimated:
`u` from pairs drawn at random, `m` from the pairs that are one person, which is known of people who were invented.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from benchmarks.invented_people import TwoSystems, two_systems
from benchmarks.mistyping import Typed
from intake.likeness.comparing import linker_of, splink_settings
from intake.likeness.model import CURRENT, Model, model
from intake.likeness.spelt import Spelt, spelt

SEED, OURS, THEIRS, BOTH = 20261122, 10_000, 30_000, 8_000
PAIRS = 30_000_000
LEAST_M, LEAST_U = 0.0005, 0.000_001
"""What was never met in the sample is not impossible."""
_HEADER = """\
# The model of likeness, version {name}. Written by `python -m benchmarks.train_likeness`; see docs/matching.md.
#
# Trained with Splink {splink} on {ours:,} and {theirs:,} invented people, {both:,} of them in both systems and typed
# anew for the second (benchmarks/invented_people.py, seed {seed}): u from some {pairs:,} pairs drawn at random,
# m from the {both:,} pairs that are one person. No person who exists had a part in it. `any_two_are_one` is set, not
# trained: one of ten thousand pairs drawn at random.
#
# m: how often this is found between two records of one person; u: between two people. Weight in bits: log2(m / u).
"""


@dataclass(frozen=True, slots=True)
class Sides:
    ours: list[Spelt]
    theirs: list[Spelt]
    truth: dict[str, str]


def sides_of(systems: TwoSystems) -> Sides:
    return Sides([_spelt(*one) for one in systems.ours.items()], [_spelt(*one) for one in systems.theirs.items()],
                 systems.truth)


def _spelt(name: str, said: Typed) -> Spelt:
    return spelt(name, forename=said.forename, surname=said.surname, born_on=said.born_on, sex=said.sex,
                 postcode=said.postcode, address=said.address, uprn=said.uprn, nino=said.nino)


def trained(before: Model, sides: Sides) -> dict[str, list[tuple[float, float]]]:
    """(m, u) of each finding, by what is compared."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        linker = linker_of(connection, sides.ours, sides.theirs, splink_settings(before))
        linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
        linker.training.estimate_m_from_pairwise_labels(_known(linker, sides.truth))
        learned = linker.misc.save_model_to_json()
    return {
        comparison["output_column_name"]: [
            (max(LEAST_M, level.get("m_probability", 0)), max(LEAST_U, level.get("u_probability", 0)))
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        for comparison in learned["comparisons"]
    }


def _known(linker: Any, truth: dict[str, str]) -> Any:
    import pyarrow

    pairs = {
        "source_dataset_l": ["ours"] * len(truth), "unique_id_l": list(truth.values()),
        "source_dataset_r": ["theirs"] * len(truth), "unique_id_r": list(truth),
    }  # fmt: skip
    return linker._db_api.register(pyarrow.table(pairs))


def written(said: dict[str, Any], learned: dict[str, list[tuple[float, float]]], header: str) -> str:
    lines = [header, f"any_two_are_one: {said['any_two_are_one']:f}", ""]
    lines += ["# In bits. What an authority sets for its own ledger goes before (docs/matching.md).",
              "suggested_weights:", *(f"  {name}: {weight}" for name, weight in said["suggested_weights"].items()), ""]
    lines += ["# Pairs for which none of these holds are not compared at all.", "brought_together:"]
    lines += [f"  - {condition}" for condition in said["brought_together"]]
    lines += ["", "# The first condition that holds is what was found; `_l` is our person, `_r` the agency's record.",
              "compared:"]  # fmt: skip
    for what, one in said["compared"].items():
        lines += [f"  {what}:", f"    unknown: {one['unknown']}", "    findings:"]
        for finding, (m, u) in zip(one["findings"], learned[what], strict=True):
            lines += [f"      - found: {finding['found']}", f"        condition: {_quoted(finding['condition'])}",
                      f"        m: {m:.6f}", f"        u: {u:.6f}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', width=1_000).strip()


def main() -> None:
    import splink

    name = sys.argv[1] if len(sys.argv) > 1 else CURRENT
    path = Path(str(files("intake").joinpath("likeness", "models", f"{name}.yaml")))
    said = yaml.safe_load(path.read_text("utf-8"))
    learned = trained(model(name), sides_of(two_systems(OURS, THEIRS, BOTH, SEED)))
    header = _HEADER.format(name=name, splink=splink.__version__, ours=OURS, theirs=THEIRS, both=BOTH, seed=SEED,
                            pairs=min(PAIRS, OURS * THEIRS))
    path.write_text(written(said, learned, header), "utf-8")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
