"""Reading clauses: each is a label, a citation (or that of the clause around it) and one word of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.observations import KINDS
from domain.rules import values as units
from domain.rules.case import SUBJECTS
from domain.rules.clause import Clause
from domain.rules.reading.categories import CATEGORIES
from domain.rules.reading.nodes import Node
from domain.rules.reading.values import citation_from
from domain.rules.reasons import Citation
from domain.rules.scheme import Source
from domain.rules.values import Value
from domain.rules.words.attachment import MARKS, EligibleWhenAttached, MonthsAfter, OnRecord, Until
from domain.rules.words.attendance import Absent
from domain.rules.words.closure import Need, NoneStartingAfterClosure, SustainedSinceClosure
from domain.rules.words.combining import AllOf, AnyOf, AtLeast, Criterion, Measures, NoneOf
from domain.rules.words.dependants import DependentChild, ProblemsAtLeast
from domain.rules.words.employment import InWorkAfterBenefit
from domain.rules.words.exclusions import InTermWindow
from domain.rules.words.progress import NotInMonthsTo, Problem, ProgressOnEach
from domain.rules.words.records import InForce, Within
from domain.rules.words.recovery import AttendanceRecovered
from domain.rules.words.reductions import Fell
from domain.rules.words.schooling import EverySchoolAgeChild


@dataclass(frozen=True, slots=True)
class Scope:
    """What a clause may refer to, and the citation that it inherits."""

    sources: Mapping[str, Source]
    values: Mapping[str, Value]
    criteria: Mapping[str, Clause]
    measures: Mapping[str, Clause]
    needs: Mapping[str, Need]
    problems: Mapping[str, Problem]
    eligibility: Clause | None
    citation: Citation | None = None
    attached: bool = False
    """Whether the clause is one of a result's, and so may speak of the attachment and the closure."""


Reader = Callable[[Node, Scope, str], Any]


def read_clause(node: Node, scope: Scope, path: str) -> Clause:
    """The clause at `node`, under the name `path` that it keeps for ever in reasons."""
    fields = node.fields([], ["label", "cite", *WORDS])
    found = [name for name in fields if name in WORDS]
    if len(found) > 1:
        fields[found[1]].refuse(f"this clause says {' and '.join(map(repr, found))}; keep one of them, or put each in a"
                                " clause of its own under 'any' or 'all'")
    if not found:
        node.refuse(f"the clause says nothing; add one of: {', '.join(WORDS)}")
    word = found[0]
    if word in OF_AN_ATTACHMENT:
        _check_attached(fields[word], scope, word)
    citation = _citation(fields.get("cite"), node, scope)
    inner = replace(scope, citation=citation)
    label = fields["label"].text() if "label" in fields else word
    given = WORDS[word]
    arguments = given.arguments(fields[word], inner, path)
    return given.build(path=path, label=label, citation=citation, **arguments)


def _citation(cite: Node | None, node: Node, scope: Scope) -> Citation:
    if cite is not None:
        return citation_from(cite.fields(["source", "paragraph", "certainty"], ["note"]), scope.sources)
    if scope.citation is None:
        node.refuse("say where this is written: add 'cite' with source, paragraph and certainty")
    return scope.citation


def _check_attached(node: Node, scope: Scope, said: str) -> None:
    if not scope.attached:
        node.refuse(f"{said!r} asks about an attachment; it belongs to results, as nobody is attached yet here")


# ---- what a word's own keys hold ---------------------------------------------------------------------------------


def value_of(*allowed: str) -> Reader:
    """A reference to a value of the scheme, by its name, that is counted in one of the units allowed."""

    def read(node: Node, scope: Scope, path: str) -> Value:
        value = scope.values[node.one_of(tuple(scope.values))]
        if value.unit not in allowed:
            node.refuse(f"{value.name!r} is given in {value.unit}; this place needs {' or '.join(allowed)}")
        return value

    return read


def choice(*allowed: str) -> Reader:
    return lambda node, scope, path: node.one_of(allowed)


def words_of(kind: str) -> Reader:
    """A list of the words that records of this kind use."""
    return lambda node, scope, path: tuple(node.each_once(CATEGORIES.get(kind, ())))


def category(node: Node, scope: Scope, path: str) -> tuple[str, ...]:
    return tuple(node.each_once())


def since(node: Node, scope: Scope, path: str) -> str:
    _check_attached(node, scope, "since")
    return node.one_of(("attachment", "closure"))


def nothing(found: Reader) -> Reader:
    """For a word after which nothing is written."""

    def read(node: Node, scope: Scope, path: str) -> Any:
        if not node.is_blank():
            node.refuse("nothing is written after this word; leave the rest of the line empty")
        return found(node, scope, path)

    return read


def yes_or_no(node: Node, scope: Scope, path: str) -> bool:
    return node.yes_or_no()


def marks(node: Node, scope: Scope, path: str) -> tuple[str, ...]:
    return tuple(node.each_once(tuple(MARKS)))


def clauses(node: Node, scope: Scope, path: str) -> tuple[Clause, ...]:
    return tuple(read_clause(item, scope, f"{path}/{index}") for index, item in enumerate(node.some_items(), 1))


def criteria(node: Node, scope: Scope, path: str) -> tuple[Clause, ...]:
    """Names of criteria, or `all of them`."""
    if getattr(node.node, "value", None) == "all of them":
        return tuple(scope.criteria.values())
    return tuple(scope.criteria[name] for name in node.each_once(tuple(scope.criteria)))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary: what it builds, and the keys that it requires and allows, each with its reader."""

    build: Callable[..., Clause]
    required: Mapping[str, tuple[str, Reader]]
    optional: Mapping[str, tuple[str, Reader]]
    one_of: tuple[str, ...] = ()
    """Of these optional keys exactly one is given."""

    def arguments(self, node: Node, scope: Scope, path: str) -> dict[str, Any]:
        fields = node.fields(list(self.required), list(self.optional))
        known = {**self.required, **self.optional}
        if self.one_of and sum(key in fields for key in self.one_of) != 1:
            node.refuse(f"give exactly one of: {', '.join(map(repr, self.one_of))}")
        if "category" in fields:
            _check_category(fields["record"], fields["category"])
        found = {known[key][0]: known[key][1](place, scope, path) for key, place in fields.items()}
        return {**{name: None for name, _ in self.optional.values() if name in _NONE_BY_DEFAULT}, **found}


_NONE_BY_DEFAULT = frozenset({"category"})


def _check_category(record: Node, category: Node) -> None:
    kind = KINDS[record.one_of(DATED_RECORDS)]
    if kind.category is None:
        category.refuse(f"records of {kind.name!r} are all of one kind; leave 'category' out")
    category.each_once(CATEGORIES.get(kind.name, ()))


@dataclass(frozen=True, slots=True)
class ListWord:
    """A word whose whole content is one list (any, all, on record) or one name (criterion)."""

    build: Callable[..., Clause]
    name: str
    reader: Reader

    def arguments(self, node: Node, scope: Scope, path: str) -> dict[str, Any]:
        return {self.name: self.reader(node, scope, path)}


def _criterion(node: Node, scope: Scope, path: str) -> Clause:
    return scope.criteria[node.one_of(tuple(scope.criteria))]


def _build_criterion(path: str, label: str, citation: Citation, target: Clause) -> Clause:
    return Criterion(path=path, label=target.label, citation=target.citation, name=target.path, target=target)


def _measures(node: Node, scope: Scope, path: str) -> tuple[Clause, ...]:
    return tuple(scope.measures[name] for name in node.each_once(tuple(scope.measures)))


def _problems(node: Node, scope: Scope, path: str) -> tuple[Problem, ...]:
    if not scope.problems:
        node.refuse("no criterion says what progress on it is; add 'progress' beside its 'met when'")
    return tuple(scope.problems.values())


def _needs(node: Node, scope: Scope, path: str) -> tuple[Need, ...]:
    return tuple(scope.needs.values())


def _eligibility(node: Node, scope: Scope, path: str) -> Clause:
    assert scope.eligibility is not None, "results are read after the eligibility"
    return scope.eligibility


DATED_RECORDS = tuple(kind for kind in KINDS if kind != "attendance")
_RECORD: dict[str, tuple[str, Reader]] = {"record": ("record", choice(*DATED_RECORDS))}
_CATEGORY: dict[str, tuple[str, Reader]] = {"category": ("category", category)}
_SUBJECT: dict[str, tuple[str, Reader]] = {"of": ("subject", choice(*SUBJECTS))}
_SINCE: dict[str, tuple[str, Reader]] = {"since": ("since", since)}
_NUMBER = ("number", value_of(units.COUNT))
_MONTHS = ("months", value_of(units.MONTHS))
_TERMS = ("terms", value_of(units.TERMS))
_PERCENT = value_of(units.PERCENT)
_COUNTING = ("counting", choice("unauthorised", "all"))

WORDS: dict[str, Word | ListWord] = {
    "any": ListWord(AnyOf, "clauses", clauses),
    "all": ListWord(AllOf, "clauses", clauses),
    "at least": Word(AtLeast, {"number": _NUMBER, "of": ("clauses", criteria)},
                     {"counted by": ("counted_by", value_of(units.CHOICE))}),
    "criterion": ListWord(_build_criterion, "target", _criterion),
    "in force": Word(InForce, _RECORD | _SUBJECT,
                     _CATEGORY | _SINCE | {"without": ("without", choice(*KINDS))}),
    "within": Word(Within, _RECORD | _SUBJECT | {"months": _MONTHS}, _CATEGORY | _SINCE | {"number": _NUMBER}),
    "in the term window": Word(InTermWindow, _RECORD | {"terms": _TERMS, "number": _NUMBER}, _CATEGORY | _SINCE),
    "absent": Word(Absent, {"counting": _COUNTING, "terms": _TERMS, "of school age": ("of_school_age", yes_or_no)},
                   {"at least": ("at_least", _PERCENT), "over": ("over", _PERCENT)}, one_of=("at least", "over")),
    "every school-age child": Word(
        EverySchoolAgeChild,
        {"counting": _COUNTING, "terms": _TERMS, "absence below": ("absence_below", _PERCENT),
         "fixed exclusions below": ("fixed_exclusions", value_of(units.COUNT))},
        {"on roll": ("on_roll", yes_or_no)}),
    "fell": Word(Fell, _RECORD | _SUBJECT | {"months": _MONTHS, "by": ("percent", _PERCENT)}, _CATEGORY),
    "in work after a benefit": Word(
        InWorkAfterBenefit,
        {"benefits": ("benefits", words_of("benefits")), "jobseekers": ("jobseeker", choice("JSA")),
         "not paid by": ("not_paid_by", words_of("employment")),
         "after jobseekers": ("jobseeker_days", value_of(units.DAYS)),
         "of the last": ("jobseeker_of_days", value_of(units.DAYS)),
         "after others": ("other_days", value_of(units.DAYS))}, {}),
    "months after": Word(MonthsAfter, {"moment": ("moment", choice("attachment", "closure")), "months": _MONTHS}, {}),
    "eligible when attached": ListWord(EligibleWhenAttached, "eligibility", nothing(_eligibility)),
    "until": ListWord(Until, "last_day", value_of(units.DATE)),
    "on record": ListWord(OnRecord, "marks", marks),
    "none": ListWord(NoneOf, "clauses", clauses),
    "measures": ListWord(Measures, "clauses", _measures),
    "dependent child": Word(DependentChild, {"under": ("under", value_of(units.COUNT))}, {}),
    "problems at least": Word(ProblemsAtLeast, {"number": _NUMBER, "of": ("clauses", criteria)}, {}),
    "not in the months to": Word(NotInMonthsTo, {"months": _MONTHS, "any": ("clauses", clauses)}, {}),
    "progress on each problem": ListWord(ProgressOnEach, "problems", nothing(_problems)),
    "needs sustained since closure": ListWord(SustainedSinceClosure, "needs", nothing(_needs)),
    "none starting after closure": Word(
        NoneStartingAfterClosure, _RECORD | _CATEGORY | _SUBJECT | {"months": _MONTHS}, {}),
    "attendance recovered": Word(
        AttendanceRecovered,
        {"terms": _TERMS, "school age in": ("school_age_terms", value_of(units.TERMS)),
         "attends": ("attends", _PERCENT), "severe": ("severe", _PERCENT),
         "improvement": ("improvement", _PERCENT)},
        {"only severe": ("only_severe", yes_or_no)}),
}
"""The whole vocabulary, each word described with an example in docs/vocabulary.md."""

OF_AN_ATTACHMENT = frozenset({
    "fell", "in work after a benefit", "months after", "eligible when attached", "on record",
    "progress on each problem", "needs sustained since closure", "none starting after closure", "attendance recovered"})
"""Words that only a result may use."""
