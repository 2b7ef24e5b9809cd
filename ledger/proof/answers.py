"""What verifying a pack comes to, and how it is told on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.counts import how_many
from ledger.proof.checkpoints import Checkpoint

CLAIMS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ClaimVerified:
    """One claim, decided again. `wrong` is empty where it came to what its record says."""

    claim: str
    family: str
    scheme: str
    result: str
    verdict: str
    amount_pence: int
    decided_on: str
    wrong: tuple[str, ...] = ()
    erased: bool = False
    """Evidence was erased, so that the claim cannot be decided again; its record and the proofs stand."""


@dataclass(frozen=True, slots=True)
class RulesShown:
    """Rules that are in the pack. Where they are not `shipped` they are another version's, or somebody's own."""

    scheme: str
    overlay: str | None
    digest: str
    shipped: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """`wrong` says exactly what is wrong; where it is empty, and no claim has a `wrong`, the pack is verified."""

    checkpoint: Checkpoint | None
    signed_by: tuple[str, ...] = ()
    events: int = 0
    families: int = 0
    claims: tuple[ClaimVerified, ...] = ()
    return_total_pence: int | None = None
    erased_events: int = 0
    wrong: tuple[str, ...] = ()
    rules: tuple[RulesShown, ...] = ()
    continued: int = 0
    """How many of the families and returns have later events, which the pack does not tell."""

    @property
    def holds(self) -> bool:
        return not self.wrong and not any(claim.wrong for claim in self.claims)

    def page(self) -> str:
        """The answer, for people, on one page."""
        return "".join(f"{_printable(line)}\n" for line in _lines(self))


def _lines(found: Verified) -> Iterator[str]:
    yield _headline(found)
    if found.checkpoint is not None:
        yield f"Log          {found.checkpoint.origin}"
        yield f"Checkpoint   {found.checkpoint.name}, signed by {', '.join(found.signed_by)}"
        families = how_many(found.families, "family")
        yield f"Events       {found.events:,}, of {families}: in the log, and all there were of them"
        yield from _rules_lines(found)
    for claim in found.claims[:CLAIMS_SHOWN]:
        yield from _claim_lines(claim)
    if len(found.claims) > CLAIMS_SHOWN:
        wrong = sum(bool(claim.wrong) for claim in found.claims)
        yield f"             ... {len(found.claims)} claims in all, {wrong} of them wrong"
        yield from (line for claim in found.claims[CLAIMS_SHOWN:] if claim.wrong for line in _claim_lines(claim))
    if found.return_total_pence is not None:
        yield f"Return       adds up to {pounds(found.return_total_pence)}"
    if found.continued:
        yield (f"Later        {found.continued} of the families and returns went on: what became of a claim later is"
               " not here")
    if found.erased_events:
        yield f"Erased       {found.erased_events} contents can be read no more; that they were there is proved"
    yield from (f"Wrong        {wrong}" for wrong in found.wrong)


def _printable(line: str) -> str:
    """What a forged pack says must not write over the answer on a terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)


def _headline(found: Verified) -> str:
    if not found.holds:
        return "NOT VERIFIED"
    return "VERIFIED, but for evidence that was erased" if found.erased_events else "VERIFIED"


def _rules_lines(found: Verified) -> Iterator[str]:
    for rules in found.rules:
        plan = f" under the local plan {rules.overlay}" if rules.overlay else ""
        shipped = "as this program ships them" if rules.shipped else "not as this program ships them: compare the texts"
        yield f"Rules        {rules.scheme}{plan}, {rules.digest[:16]}: {shipped}"


def _claim_lines(claim: ClaimVerified) -> Iterator[str]:
    state = "WRONG" if claim.wrong else "evidence erased: cannot be decided again" if claim.erased else "as decided"
    paid = f"{claim.verdict}, {pounds(claim.amount_pence)} on {claim.decided_on}"
    yield f"Claim        {claim.claim} {claim.scheme} {claim.result}: {paid}: {state}"
    yield from (f"             - {wrong}" for wrong in claim.wrong)


def pounds(pence: int) -> str:
    return f"GBP {pence // 100:,}.{pence % 100:02d}"
