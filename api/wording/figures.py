"""The figures of a reason in a sentence, by the word by which its answer follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from api.wording.words import counted, percent_of
from domain.rules.reasons import Figure

_Numbers = Mapping[str, int]


def figures_in_words(word: str, figures: Sequence[Figure]) -> str:
    """Empty where there are none."""
    numbers = {figure.name: figure.value for figure in figures}
    say = _SAID.get(word)
    said = say(numbers, figures) if say is not None and numbers else None
    return ", ".join(f"{one.name} {one.value:,} {one.unit}" for one in figures) if said is None else said


def _absent(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    absent, possible = numbers.get("absent"), numbers.get("possible")
    if absent is None or possible is None:
        return None
    said = f"Missed {absent:,} of {counted(possible, 'session')} ({percent_of(absent, possible)})"
    for name, words in (("boundary, at least", "at least"), ("boundary, over", "more than")):
        if name in numbers:
            said += f"; the rule asks for {words} {numbers[name]}%"
    return f"{said}."


def _child(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    if "absent" not in numbers:
        return None
    absent, possible = numbers["absent"], numbers["possible"]
    return (
        f"Missed {absent:,} of {counted(possible, 'session')} ({percent_of(absent, possible)}; it must be below"
        f" {numbers['absence below']}%); {counted(numbers['fixed exclusions'], 'fixed-term exclusion')} (must be below"
        f" {numbers['fixed exclusions below']}); {counted(numbers['permanent exclusions'], 'permanent exclusion')}."
    )


def _counted(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    if "counted" not in numbers or "needed" not in numbers:
        return None
    unit = figures[0].unit.removesuffix("s")
    return f"{counted(numbers['counted'], unit)} counted; the rule asks for {numbers['needed']}."


def _met(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    if "met" not in numbers or "needed" not in numbers:
        return None
    return f"{numbers['met']} of these met; the rule asks for {numbers['needed']}."


def _fell(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    before, after = numbers.get("before"), numbers.get("after")
    if before is None or after is None:
        return None
    said = f"{counted(before, 'record')} before, {after} after"
    if before:
        fall = 100 * (before - after) // before
        said += f": a fall of {fall}%" if fall >= 0 else f": a rise of {-fall}%"
    return f"{said}; the rule asks for a fall of {numbers['reduction needed']}%."


def _months(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    return f"The rule asks for {counted(numbers['needed'], 'month')}." if "needed" in numbers else None


def _days_worked(numbers: _Numbers, figures: Sequence[Figure]) -> str | None:
    if "days worked" not in numbers or "needed" not in numbers:
        return None
    return f"{counted(numbers['days worked'], 'day')} worked; the rule asks for {numbers['needed']}."


def _overridden(numbers: _Numbers, figures: Sequence[Figure]) -> str:
    return "Attached by a named person's decision." if numbers.get("attached by override") else ""


_SAID: Mapping[str, Callable[[_Numbers, Sequence[Figure]], str | None]] = {
    "absent": _absent,
    "a school-age child": _child,
    "in force": _counted,
    "within": _counted,
    "in the term window": _counted,
    "at least": _met,
    "problems at least": _met,
    "fell": _fell,
    "months after": _months,
    "an adult in work": _days_worked,
    "eligible when attached": _overridden,
}
