"""Trying a local plan out: whether it can be understood, and what it makes of worked cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.access.operations import READ_SCHEMES
from api.answers.scheme_checks import RulesTried, rules_tried
from api.defaults import DEFAULT_SCHEME
from api.http.bodies import BODY_BYTES_MAX, Command
from api.http.commanding import Commanding, commands
from api.http.v1.models.commands import SCHEME, Name, Said

router = APIRouter(tags=["schemes"], route_class=Command)

AS_YAML = "in YAML, as docs/local-plans.md describes it"


class TryingRules(Said):
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    plan: str | None = Field(
        default=None, description=f"A local plan to try, {AS_YAML}; none for the national rules.",
        max_length=BODY_BYTES_MAX)
    overlay: Name | None = Field(default=None, description="In place of a plan: one of those shipped, by its name.")
    cases: str | None = Field(
        default=None, description=f"Worked cases, {AS_YAML}; by default those shipped beside the scheme.",
        max_length=BODY_BYTES_MAX)


class CaseDiffering(BaseModel):
    file: str = Field(description="`cases`, or the file that is shipped.")
    line: int = Field(description="The line at which the case begins.", ge=1)
    case: str = Field(description="What the case is called.")
    differences: list[str] = Field(description="What the rules say otherwise than the case expects, in plain words.")


class RulesChecked(BaseModel):
    scheme: str = Field(description=SCHEME)
    overlay: str | None = Field(description="The plan, as it calls itself; null for the national rules.")
    digest: str = Field(description="The SHA-256 of exactly these rules, in hex.")
    cases: int = Field(description="How many cases were put to them.", ge=0)
    passed: bool = Field(description="Whether the rules say of every case what it expects.")
    differing: list[CaseDiffering] = Field(description="The cases of which they say otherwise.")


@router.post(
    "/scheme-checks", operation_id="check_scheme", response_model=RulesChecked,
    summary="Try a local plan out: whether it can be understood, and what it makes of worked cases; nothing is kept",
)  # fmt: skip
def check(commanding: Annotated[Commanding, commands(READ_SCHEMES)], said: TryingRules) -> Response:
    """What cannot be understood is refused with the line of `plan` or `cases` that it is in."""
    tried = _checked(rules_tried(said.scheme, said.overlay, said.plan, said.cases))
    return commanding.carried_out(lambda ledger: ledger.keep_answer({}), lambda ledger, done: tried, in_parts=True)


def _checked(tried: RulesTried) -> RulesChecked:
    differing = [CaseDiffering(file=one.file, line=one.line, case=one.name, differences=list(one.differences))
                 for one in tried.results if not one.passed]  # fmt: skip
    return RulesChecked(
        scheme=tried.rules.name, overlay=tried.rules.overlay, digest=tried.rules.digest, cases=len(tried.results),
        passed=not differing, differing=differing)
