"""How a weight comes about, finding by finding: as rows for a table, and as a drawing with the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from domain.matching.likeness import Likeness, Thresholds

CALLED = {
    "start": "any two records", "forename": "forename", "surname": "surname", "born_on": "date of birth", "sex": "sex",
    "home": "home", "nino": "NI number", "upn": "UPN",
}  # fmt: skip
WIDTH, LEFT, RIGHT, ROW, TOP = 780, 330, 90, 30, 46
_FOR, _AGAINST, _TOTAL = "#1a6f3c", "#a3262a", "#33475b"


@dataclass(frozen=True, slots=True)
class Step:
    """Weights in bits; `total` is the sum up to here."""

    what: str
    found: str
    weight: float
    total: float


def steps(likeness: Likeness) -> list[Step]:
    total, found = 0, []
    for one in likeness.comparisons:
        total += one.weight_centibits
        found.append(Step(CALLED.get(one.what, one.what), one.found, one.weight_centibits / 100, total / 100))
    return found


def odds(weight_centibits: int) -> str:
    """A weight for people: `1 of 3`, `999 of 1,000`."""
    chance = 1 / (1 + 2 ** (-weight_centibits / 100))
    if chance < 0.5:
        return f"1 of {round(1 / max(chance, 1e-9)):,}"
    wrong = round(1 / max(1 - chance, 1e-9))
    return f"{wrong - 1:,} of {wrong:,}"


def as_svg(likeness: Likeness, thresholds: Thresholds, name: str = "waterfall") -> str:
    """For a page, on which `name` is of one drawing alone: role, title and description are in it; it names nobody."""
    found = steps(likeness)
    link, ask = thresholds.link_above_centibits / 100, thresholds.ask_above_centibits / 100
    scale = _Scale.of([0, link, ask, *(step.total for step in found)])
    height = TOP + ROW * (len(found) + 1) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="{name}-title {name}-text" font-family="sans-serif" font-size="13">',
        f'<title id="{name}-title">How the weight comes about</title>',
        f'<desc id="{name}-text">{escape(in_words(likeness, thresholds))}</desc>',
        *_mark(scale, ask, "ask", height), *_mark(scale, link, "link", height),
    ]  # fmt: skip
    before = 0.0
    for place, step in enumerate(found):
        parts += _bar(scale, place, f"{step.what}: {step.found}", before, step.total, step.weight,
                      _FOR if step.weight >= 0 else _AGAINST)
        before = step.total
    parts += _bar(scale, len(found), "weight", 0.0, before, before, _TOTAL)
    return "\n".join([*parts, "</svg>"]) + "\n"


def in_words(likeness: Likeness, thresholds: Thresholds) -> str:
    said = "; ".join(f"{step.what} {step.found} {step.weight:+.2f}" for step in steps(likeness))
    link, ask = thresholds.link_above_centibits / 100, thresholds.ask_above_centibits / 100
    return f"{said}; in all {likeness.weight_centibits / 100:.2f}. Linked from {link:.2f}, asked about from {ask:.2f}."


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    @classmethod
    def of(cls, weights: Sequence[float]) -> _Scale:
        return cls(min(weights) - 1, max(weights) + 1)

    def x(self, weight: float) -> float:
        return round(LEFT + (weight - self.low) / (self.high - self.low) * (WIDTH - LEFT - RIGHT), 1)


def _mark(scale: _Scale, weight: float, word: str, height: int) -> list[str]:
    x = scale.x(weight)
    return [f'<line x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{height - 6}" stroke="#888" stroke-dasharray="4 3"/>',
            f'<text x="{x}" y="{TOP - 12 if word == "link" else TOP - 28}" text-anchor="middle" fill="#555">'
            f"{word} from {weight:g}</text>"]  # fmt: skip


def _bar(scale: _Scale, place: int, label: str, before: float, after: float, weight: float, colour: str) -> list[str]:
    first, last = sorted((scale.x(before), scale.x(after)))
    y = TOP + ROW * place
    return [
        f'<text x="{LEFT - 12}" y="{y + 18}" text-anchor="end">{escape(label)}</text>',
        f'<rect x="{first}" y="{y + 5}" width="{max(1.0, round(last - first, 1))}" height="{ROW - 12}"'
        f' fill="{colour}"/>',
        f'<text x="{last + 6}" y="{y + 18}" fill="{colour}">{weight:+.2f}</text>',
    ]
