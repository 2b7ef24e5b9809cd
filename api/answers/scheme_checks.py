"""Worked cases put to rules that somebody is writing: a local plan as text, and cases of their own or those shipped."""

from __future__ import annotations

from dataclasses import dataclass

from api.errors import OptionUnusable
from domain.rules.cases import CaseResult, check_cases
from domain.rules.reading import SchemeError, read_scheme
from domain.rules.reading.schemes import OVERLAY_FILE
from domain.rules.scheme import Scheme
from ledger.rule_sets import case_files, rule_set, texts_of

PLAN, CASES = "plan", "cases"
"""By these names errors and results speak of the texts."""


@dataclass(frozen=True, slots=True)
class RulesTried:
    rules: Scheme
    results: list[CaseResult]


def rules_tried(scheme: str, overlay: str | None, plan: str | None, cases: str | None) -> RulesTried:
    """The scheme under the plan in a text, or under a shipped one, and what it says of each case. A case that names a
    shipped plan itself is put to that one; nothing of the server's is read by a name that is given.

    Raises `UnknownScheme`, `UnknownOverlay`, and `OptionUnusable` with the line that cannot be understood.
    """
    if plan is not None and overlay is not None:
        raise OptionUnusable("Send a plan as text, or name a shipped one by `overlay`, not both.")
    shipped = {f"{scheme}/cases/{file}": text for file, text in case_files(rule_set(scheme).name).items()}
    try:
        rules = rule_set(scheme, overlay) if plan is None else _under(scheme, plan)
        return RulesTried(rules, [
            result for file, text in ({CASES: cases} if cases is not None else shipped).items()
            for result in check_cases(lambda named: rules if named is None else rule_set(scheme, named), file, text)])
    except SchemeError as error:
        raise OptionUnusable(str(error)) from None


def _under(scheme: str, plan: str) -> Scheme:
    return read_scheme({**texts_of(scheme), OVERLAY_FILE: plan}, {OVERLAY_FILE: PLAN})
