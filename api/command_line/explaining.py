"""`outcomes explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import (
    DEFAULT_SCHEME,
    At,
    DataDir,
    FamilyId,
    Format,
    Known,
    LedgerName,
    ReportFormat,
    SchemeName,
)

if TYPE_CHECKING:
    from api.answers.questions import NamedExplanation
    from domain.rules.reasons import Reason


def explain(
    family: FamilyId,
    at: At = None,
    known: Known = None,
    result: Annotated[
        str | None, typer.Option(metavar="R", help="A result of the scheme, such as CAE; by default eligibility.")
    ] = None,
    scheme: SchemeName = DEFAULT_SCHEME,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Show why a family is eligible on a day, or a result claimable, or why not, and what is missing to say so."""
    from api.answers.questions import named_explanation

    day = day_asked(at)
    with question(data_dir, ledger, known, of_tables=False) as asked:
        named = named_explanation(asked.ledger, family, scheme, day, asked.known, result)
    write_explanation(named, result, format)


def write_explanation(named: NamedExplanation, result: str | None, format: Format | None) -> None:
    from api.answers.explained import explanation_as_json
    from api.command_line.output import write_json, write_list
    from api.wording.merged import one_with

    if format == "json":
        write_json(explanation_as_json(named))
    elif format == "csv":
        if named.explained.merged_with:
            print(one_with(named.explained.merged_with), file=sys.stderr)
        write_list(_COLUMNS, (row for reason in named.reasons for row in _rows(reason)), "csv")
    else:
        _print(named, result)


def _print(named: NamedExplanation, result: str | None) -> None:
    from api.command_line.reason_tree import answer_in_words, branches_of, print_branches
    from api.wording.merged import one_with
    from domain.rules.plain_values import citing_of
    from projections.queries.results import verdict_of

    explained = named.explained
    answer = answer_in_words(named.reasons[0])
    if result is not None:
        answer = f"{verdict_of(named.reasons[0].answer)} ({answer})"
    print(
        f"Family {explained.family_id}, {explained.scheme}, {result or 'eligibility'} on {explained.day},"
        f" as known at position {explained.known}: {answer}."
    )
    if explained.merged_with:
        print(one_with(explained.merged_with))
    print_branches(branches_of(named))
    print("Missing: " + ("; ".join(named.missing()) or "nothing") + ".")
    print(citing_of(explained.cited).heading())
    print(f"Decided under the rules with the digest {explained.rules}.")


_COLUMNS = (
    "depth", "clause", "label", "answer", "source", "paragraph", "certainty", "person", "figures", "windows",
    "observations", "missing",
)  # fmt: skip


def _rows(reason: Reason, depth: int = 0) -> Iterator[tuple[Any, ...]]:
    cited = reason.citation
    yield (
        depth, reason.clause, reason.label, reason.answer, cited.source, cited.paragraph, cited.certainty,
        reason.person,
        "; ".join(f"{figure.name} {figure.value} {figure.unit}" for figure in reason.figures),
        "; ".join(f"{name} {window.first_on or ''}/{window.last_on or ''}" for name, window in reason.windows),
        "; ".join(reason.observations), "; ".join(reason.missing),
    )  # fmt: skip
    for part in reason.parts:
        yield from _rows(part, depth + 1)
