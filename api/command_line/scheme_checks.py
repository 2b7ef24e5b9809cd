"""Putting worked cases to the rules: those shipped beside each scheme, or those of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from api.command_line.options import Format
from api.command_line.output import write_json, write_list
from api.errors import OptionUnusable
from domain.rules.cases import CaseResult, check_cases
from domain.rules.reading.nodes import parse
from domain.rules.scheme import Scheme
from ledger.local_plans import rules_under
from ledger.rule_sets import SCHEMES, case_files

CASES_BYTES_MAX = 5_000_000
_COLUMNS = ("file", "line", "case", "passed", "differences")


def checked(scheme: str | None, cases: Path | None, overlay: str | None) -> list[CaseResult]:
    """Of the file, or of all that are shipped beside the scheme, or beside every scheme.

    A case that names a local plan itself is put to that one, any other to the rules under `overlay`.
    """
    if cases is not None:
        text = _text_of(cases)
        return _checked(scheme or _scheme_named(cases, text), overlay, str(cases), text)
    if overlay is not None and scheme is None:
        raise OptionUnusable("A local plan is for one scheme: name the scheme before --overlay.")
    asked = SCHEMES if scheme is None else (rules_under(scheme, overlay).name,)
    return [
        result
        for name in asked
        for file, text in case_files(name).items()
        for result in _checked(name, overlay, f"{name}/cases/{file}", text)
    ]


def _checked(scheme: str, overlay: str | None, file: str, text: str) -> list[CaseResult]:
    def scheme_of(named: str | None) -> Scheme:
        return rules_under(scheme, named if named is not None else overlay)

    return check_cases(scheme_of, file, text)


def _scheme_named(file: Path, text: str) -> str:
    """By the first case that says of which scheme it is."""
    for case in parse(str(file), text).items():
        if "scheme" in (entries := case.entries()):
            return entries["scheme"].one_of(SCHEMES)
    raise OptionUnusable(f"No case of {file} says of which scheme it is: name the scheme, one of {', '.join(SCHEMES)}.")


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > CASES_BYTES_MAX:
            raise OptionUnusable(f"{path} has more than {CASES_BYTES_MAX:,} bytes: split the cases into several files.")
        return path.read_text("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise OptionUnusable(f"There is no file {path}: name a file of worked cases.") from None
    except UnicodeDecodeError:
        raise OptionUnusable(f"{path} is not text in UTF-8: save it as text, in UTF-8.") from None


def write_checks(results: Sequence[CaseResult], format: Format | None) -> None:
    if format == "json":
        write_json(
            [
                dict(zip(_COLUMNS, _cells(result), strict=True)) | {"differences": list(result.differences)}
                for result in results
            ]
        )
    elif format == "csv":
        write_list(_COLUMNS, map(_cells, results), "csv")
    else:
        print("\n".join(_in_words(results)))


def _cells(result: CaseResult) -> tuple[str, int, str, str, str]:
    return result.file, result.line, result.name, "yes" if result.passed else "no", "; ".join(result.differences)


def _in_words(results: Sequence[CaseResult]) -> Iterator[str]:
    for file in dict.fromkeys(result.file for result in results):
        of_file = [result for result in results if result.file == file]
        differing = [result for result in of_file if not result.passed]
        yield f"{file}: {len(of_file):,} cases, {len(differing):,} of which the rules say otherwise"
        for result in differing:
            yield f"  {result.name} (line {result.line})"
            yield from (f"    {difference}" for difference in result.differences)
    if not results:
        yield "There are no cases here."
