"""The rules, field by field."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.common import AT, FAMILY_ID, POSITION


class RuleSetInList(BaseModel):
    scheme: str = Field(description="The scheme.")
    overlay: str | None = Field(description="The local plan over it; null for the national rules.")
    version: str | None = Field(description="The version of the local plan.")
    title: str = Field(description="The title of the plan, or else of the scheme.")
    digest: str = Field(description="The SHA-256 of exactly these rules, in hex.")


class RuleLine(BaseModel):
    indent: int = Field(description="How deep the line stands under the others.", ge=0)
    text: str = Field(description="The rule in plain English, its values as they are on the day.")
    citation: str = Field(description="The source, the paragraph and the certainty; empty for headings.")
    clause: str = Field(description="The path of the clause that the line says, or empty.")
    value: str = Field(description="The name of the value that the line says, or empty.")


class RulesInForce(BaseModel):
    scheme: str = Field(description="The scheme.")
    overlay: str | None = Field(description="The local plan over it; null for the national rules.")
    title: str = Field(description="The scheme's title.")
    at: date = Field(description=AT)
    digest: str = Field(description="The SHA-256 of exactly these rules, in hex.")
    lines: list[RuleLine] = Field(description="All the rules, in order.")
    position: int = Field(description=POSITION)


class Difference(BaseModel):
    kind: str = Field(description="What differs: a value, a clause, a payment, a round, the rule set itself.")
    name: str = Field(description="Its name, or the path of the clause.")
    first: str = Field(description="What the first rule set says.")
    second: str = Field(description="What the second says.")
    used_by: list[str] = Field(description="Of a value: the clauses that read it.")


class FamilyDiffering(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    what: str = Field(description="`eligibility`, or the kind of result.")
    first: str = Field(description="What the first rule set decides.")
    second: str = Field(description="What the second decides.")
    clause: str = Field(description="The path of the clause that turned it.")
    label: str = Field(description="That clause in words.")
    why_first: str = Field(description="What the first rule set says of it.")
    why_second: str = Field(description="What the second says of it.")
