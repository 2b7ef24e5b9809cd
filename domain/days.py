"""Sets of civil days: the form in which a rule answers for every day at once.

`Days` holds sorted, disjoint, non-adjacent spans of ordinals, each `[first, past)`: the first day is in it, `past`
is not. Every operation is linear in the number of spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.dates import BEYOND, FIRST_DAY, Day, iso

Span = tuple[Day, Day]


class Days:
    """An immutable set of days. Equal sets are equal values, whatever they were made from."""

    __slots__ = ("spans",)

    def __init__(self, spans: tuple[Span, ...] = ()) -> None:
        """`spans` must already be sorted, disjoint and apart; use `Days.of` for anything else."""
        self.spans = spans

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Days:
        """The union of any `[first, past)` spans; empty ones are dropped, touching ones joined."""
        joined: list[Span] = []
        for first, past in sorted(spans):
            if first >= past:
                continue
            if joined and first <= joined[-1][1]:
                if past > joined[-1][1]:
                    joined[-1] = (joined[-1][0], past)
            else:
                joined.append((first, past))
        return cls(tuple(joined)) if joined else NEVER

    @classmethod
    def between(cls, first: Day, last: Day) -> Days:
        """Both ends included."""
        return cls(((first, last + 1),)) if first <= last else NEVER

    @classmethod
    def since(cls, first: Day) -> Days:
        return cls(((first, BEYOND),))

    @classmethod
    def until(cls, past: Day) -> Days:
        """Every day before `past`, which is not included."""
        return cls(((FIRST_DAY, past),)) if past > FIRST_DAY else NEVER

    def __contains__(self, day: object) -> bool:
        index = bisect_right(self.spans, (day, BEYOND + 1)) - 1
        return index >= 0 and day < self.spans[index][1]  # type: ignore[operator]

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Days) and self.spans == other.spans

    def __hash__(self) -> int:
        return hash(self.spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __repr__(self) -> str:
        shown = ", ".join(f"{iso(a)}..{iso(b - 1) if b < BEYOND else ''}" for a, b in self.spans)
        return f"Days({shown})"

    def __or__(self, other: Days) -> Days:
        if not self.spans:
            return other
        if not other.spans or self is ALWAYS or self is other:
            return self
        return other if other is ALWAYS else Days.of(self.spans + other.spans)

    def __and__(self, other: Days) -> Days:
        mine, theirs = self.spans, other.spans
        if not mine or not theirs:
            return NEVER
        if mine is theirs or other is ALWAYS:
            return self
        if self is ALWAYS:
            return other
        both: list[Span] = []
        i = j = 0
        (my_first, my_past), (their_first, their_past) = mine[0], theirs[0]
        while True:
            first = my_first if my_first > their_first else their_first
            past = my_past if my_past < their_past else their_past
            if first < past:
                both.append((first, past))
            if my_past < their_past:
                i += 1
                if i == len(mine):
                    break
                my_first, my_past = mine[i]
            else:
                j += 1
                if j == len(theirs):
                    break
                their_first, their_past = theirs[j]
        return Days(tuple(both)) if both else NEVER

    def __invert__(self) -> Days:
        gaps: list[Span] = []
        first = FIRST_DAY
        for start, past in self.spans:
            if first < start:
                gaps.append((first, start))
            first = past
        if first < BEYOND:
            gaps.append((first, BEYOND))
        return Days(tuple(gaps))

    def __sub__(self, other: Days) -> Days:
        mine, theirs = self.spans, other.spans
        if not mine or not theirs or theirs[-1][1] <= mine[0][0] or mine[-1][1] <= theirs[0][0]:
            return self
        return self & ~other

    @property
    def first(self) -> Day | None:
        return self.spans[0][0] if self.spans else None

    @property
    def length(self) -> int:
        """How many days it has."""
        return sum(past - first for first, past in self.spans)

    def first_on_or_after(self, day: Day) -> Day | None:
        """The earliest day of the set that is not before `day`."""
        for first, past in self.spans:
            if past > day:
                return max(first, day)
        return None

    def stretched(self, past_of: Callable[[Day], Day]) -> Days:
        """Each span kept from its first day on, its end moved to `past_of(last day)` (not included)."""
        return Days.of((first, past_of(past - 1) if past < BEYOND else BEYOND) for first, past in self.spans)

    def days_with_at_least(self, least: int, of_last: int) -> Days:
        """The days D on which at least `least` of the `of_last` days to D (D included) are in this set.

        The count over a sliding window is piecewise linear in D, so its crossings are solved, not searched.
        """
        slope_changes: dict[Day, int] = {}
        for first, past in self.spans:
            for day, change in ((first, 1), (past, -1), (first + of_last, -1), (past + of_last, 1)):
                slope_changes[day] = slope_changes.get(day, 0) + change
        found: list[Span] = []
        count = slope = 0
        previous: Day | None = None
        for day in sorted(slope_changes):
            if previous is not None and previous < BEYOND:
                found.extend(_at_least_on_segment(previous, day, count, slope, least))
                count += slope * (day - previous)
            slope += slope_changes[day]
            previous = day
        return Days.of((first, min(past, BEYOND)) for first, past in found)


def _at_least_on_segment(start: Day, past: Day, before: int, slope: int, least: int) -> Iterator[Span]:
    """Where `before + slope * (D - start + 1)` is at least `least`, for D in `[start, past)`."""
    if slope == 0:
        if before >= least:
            yield start, past
    elif slope > 0:
        first = start + max(0, least - before - 1)
        if first < past:
            yield first, past
    else:
        last = start + before - least - 1
        if last >= start:
            yield start, min(past, last + 1)


NEVER = Days()
ALWAYS = Days(((FIRST_DAY, BEYOND),))


def union(sets: Iterable[Days]) -> Days:
    held = [days for days in sets if days.spans]
    if len(held) <= 1:
        return held[0] if held else NEVER
    return Days.of([span for days in held for span in days.spans])


def at_least(least: int, sets: Sequence[Days]) -> Days:
    """The days that are in at least `least` of the sets."""
    held = [days for days in sets if days.spans]
    if least <= 1:
        return union(held) if least == 1 else ALWAYS
    found: list[Span] = []
    count, first = 0, FIRST_DAY
    for day, change in changes(held) if len(held) >= least else ():
        if count < least <= count + change:
            first = day
        elif count + change < least <= count:
            found.append((first, day))
        count += change
    return Days(tuple(found)) if found else NEVER


def changes(sets: Iterable[Days]) -> list[tuple[Day, int]]:
    """By how many more sets each day is in than the day before, where that is not none; in order of days."""
    found: dict[Day, int] = {}
    for days in sets:
        for first, past in days.spans:
            found[first] = found.get(first, 0) + 1
            found[past] = found.get(past, 0) - 1
    return sorted([(day, change) for day, change in found.items() if change])
