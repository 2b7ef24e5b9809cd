"""The twelve questions, one function each: what the record says, in plain sentences, with the events that say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.trails.material import Json, Material, Told, parts_of
from api.wording.figures import figures_in_words
from api.wording.pounds import in_pounds_for_people
from api.wording.words import NO_BREAK, capital, counted, sentence
from domain.claims.claim import Claim
from domain.claims.returns import Return
from domain.claims.sampling import draw, share_rounded_up
from domain.events import claims as claimed
from domain.events import family as happened
from domain.events import returns as returned
from domain.rules.plain_values import amount_in_words
from domain.rules.reasons import Figure
from domain.rules.values import CHOICE

Said = Literal["yes", "no", "not yet"]
_ELIGIBLE = {"met": "eligible", "not met": "not eligible", "unknown": "eligible or not: nobody could say",
             "not relevant": "not eligible"}


@dataclass(frozen=True, slots=True)
class Answer:
    """`details` are sentences that the figures of the frozen record give; `events` what was recorded, oldest first."""

    number: int
    question: str
    answer: Said
    details: tuple[str, ...]
    events: tuple[Told, ...]


Found = tuple[Said, list[str], tuple[Told, ...]]


def answers_to(material: Material) -> list[Answer]:
    return [Answer(number, question, *_each_once(ask(material)))
            for number, (question, ask) in enumerate(QUESTIONS.items(), 1)]


def _each_once(found: Found) -> tuple[Said, tuple[str, ...], tuple[Told, ...]]:
    """A criterion that two ways to be eligible rest on is told once."""
    said, details, events = found
    return said, tuple(dict.fromkeys(details)), events


def _yes_if(right: bool) -> Said:
    return "yes" if right else "no"


def identity(m: Material) -> Found:
    members = [m.person(person) for person in m.record["members"]]
    details = [f"The family is {m.family_id}; the log calls it {m.family.id}.",
               f"{_number(len(members), 'person is', 'people are')} counted in the claim, members on"
               f" {m.record['decided_on']}: {', '.join(sorted(members))}."]
    merged = [entry for entry in m.entries
              if isinstance(entry.event, claimed.FamilyMerged | claimed.FamilySeparated)]
    return _yes_if(bool(members)), details, m.told([*m.stays_counted(), *merged])


def eligibility(m: Material) -> Found:
    attachment, reason = m.record["attachment"], m.record["eligible_when_attached"]
    met = "; ".join(_criterion(m, name) for name in m.record["criteria_when_attached"]) or "none"
    details = [f"On {attachment['attached_on']}, on what was known at position {m.record['known']}, the family was"
               f" {_ELIGIBLE[reason['answer']]}. Criteria met: {met}."]
    if override := attachment.get("override_by"):
        details.append(f"It was attached by an override of {override}: {attachment['override_reason']}.")
    details += _sentences(m, reason, relied_on_alone=True)
    events = m.observed([reason])
    later = [entry for entry in events if entry.position > attachment["known_at"]]
    if later:
        details.append(f"{len(later)} of these observations became known after the attachment was recorded.")
    return _yes_if(reason["answer"] == "met" or bool(attachment.get("override_by"))), details, m.told(events)


def attachment(m: Material) -> Found:
    events = [entry for entry in m.entries
              if isinstance(entry.event, happened.FamilyAttached | happened.AttachmentAmended
                            | happened.AttachmentWithdrawn | happened.FamilyClosed)
              and entry.event.scheme == m.claim.scheme]
    last = [entry for entry in events if entry.position <= m.prepared.position][-1:]
    by = last[0].event.by if last else "nobody"
    attached = m.record["attachment"]
    closed = f" Work ended on {attached['closed_on']}." if attached.get("closed_on") else ""
    details = [f"Attached to {m.claim.scheme} on {attached['attached_on']}, recorded by {by}.{closed}"]
    return "yes", details, m.told(events)


def whole_family_work(m: Material) -> Found:
    attached, day = m.record["attachment"], m.record["decided_on"]
    marks = {"assessment": attached.get("assessed_on"), "plan": attached.get("planned_on")}
    details = [f"The {name} is of {on}, {_days_between(attached['attached_on'], on)} after the attachment."
               if on else f"No {name} is on record." for name, on in marks.items()]
    worker = attached.get("lead_worker")
    details.append(f"Lead worker: {worker}." if worker else "No lead worker is on record.")
    on_time = all(on and on <= day for on in marks.values()) and bool(worker)
    asked = any(part.get("word") == "on record" for part in parts_of(m.record["reasons"]))
    if not asked:
        details.append("The scheme does not make the result depend on these.")
    events = [entry for entry in m.entries if isinstance(
        entry.event, happened.FamilyAttached | happened.AttachmentAmended) and entry.event.scheme == m.claim.scheme]
    return _yes_if(on_time), details, m.told(events)


def outcomes(m: Material) -> Found:
    reason = m.record["reasons"]
    details = [f"{_result(m)} was decided on {m.record['decided_on']}: {m.record['verdict']}."]
    if equivalent := m.record.get("equivalent_progress"):
        details.append(f"Progress was judged equivalent by {equivalent['decided_by']} on {equivalent['judged_on']}:"
                       f" {equivalent['reason']}.")
    asked = [part for part in reason.get("parts", ()) if part.get("word") != "eligible when attached"] or [reason]
    details += [line for part in asked for line in _sentences(m, part)]
    judged = [entry for entry in m.entries if isinstance(
        entry.event, claimed.ProgressJudgedEquivalent | claimed.EquivalenceWithdrawn)]
    return _yes_if(m.record["verdict"] == "valid"), details, m.told([*m.observed(asked), *judged])


def every_child(m: Material) -> Found:
    looked_at = [part for part in parts_of(m.record["reasons"]) if part.get("word") == "every school-age child"]
    if not looked_at:
        return "yes", [f"{_result(m)} asks nothing of the family's children at school."], ()
    children = [part for reason in looked_at for part in parts_of(reason) if part.get("person")]
    names = sorted({m.person(part["person"]) for part in children})
    details = [f"Looked at, each by itself: {', '.join(names)}." if names
               else "No child was of school age and a member on the day."]
    details += [line for reason in looked_at for line in _sentences(m, reason)]
    return _yes_if(all(part["answer"] != "not met" for part in looked_at)), details, m.told(m.observed(looked_at))


_RELAPSES = ("asb", "offences", "exclusions", "education_status", "needs", "benefits")


def no_relapse(m: Material) -> Found:
    since, until = m.record["attachment"]["attached_on"], m.record["decided_on"]
    known = [entry for entry in m.entries if entry.position <= m.prepared.position]
    gone = {entry.event.supersedes for entry in known if isinstance(entry.event, happened.ObservationCorrected)}
    gone |= {entry.event.observation for entry in known if isinstance(entry.event, happened.ObservationWithdrawn)}
    events = [entry for entry in known if isinstance(entry.event, happened.Observed | happened.ObservationCorrected)
              and entry.event.observation not in gone
              and entry.event.kind in _RELAPSES and since < _began(entry.event.fields) <= until]
    details = [f"The result was decided on the last day of the round, {until}, on all that was known when it was"
               f" prepared: whatever began before that day counted. Between the attachment and that day"
               f" {_number(len(events), 'record begins', 'records begin')} of crime, anti-social behaviour, school,"
               " needs or benefits."]
    return _yes_if(m.record["verdict"] == "valid"), details, m.told(events)


def never_before(m: Material) -> Found:
    details = [f"There is also {claim.id} of {family_id}: {_result(m, claim)} of {claim.scheme}, {claim.status}."
               for family_id, claim, _ in m.related]
    barring = [claim for _, claim, is_same in m.related
               if is_same and claim.scheme == m.claim.scheme and claim.stands and claim.known_at <= m.claim.known_at
               and ((claim.main and m.claim.main) or claim.result == m.claim.result)]
    if not m.related:
        details = ["No other claim was ever made for this family, for a family that it is one with, or for anyone"
                   " counted in it, under any scheme."]
    elif not barring:
        details.append("None of these was made before, stands, and is of what this one claims.")
    return _yes_if(not barring), details, m.told(m.of_claim(claimed.ClaimPrepared))


def kind_rate_round(m: Material) -> Found:
    amount = m.record["amount"]
    funded = "" if amount["funded"] else " The families that are paid for were used up, so it pays nothing."
    reached = min(amount["rate_pence"], amount["cap_pence"] - amount["already_claimed_pence"])
    right = amount["amount_pence"] == (max(0, reached) if amount["funded"] else 0) == m.claim.amount_pence
    of_round = not m.rules.rounds or m.claim.round_on in m.rules.rounds
    details = [
        f"{_result(m)} in the round of {m.claim.round_on}{'' if of_round else ', which is none of the scheme'}.",
        f"The rate is that of {amount_in_words(CHOICE, amount['rate_basis'])}"
        f" ({m.record['attachment']['attached_in']}):"
        f" GBP {in_pounds_for_people(amount['rate_pence'])}; the most for one family is"
        f" GBP {in_pounds_for_people(amount['cap_pence'])}, of which"
        f" GBP {in_pounds_for_people(amount['already_claimed_pence'])} was claimed before.{funded}",
        f"It comes to GBP {in_pounds_for_people(amount['amount_pence'])}.",
        f"Rules: {m.record['scheme']}, digest {m.record['rules']}"
        + (f", local plan {m.record['overlay']} version {m.record['overlay_version']}." if m.record.get("overlay")
           else "."),
    ]
    return _yes_if(right and of_round), details, m.told(m.of_claim(claimed.ClaimPrepared))


def four_eyes(m: Material) -> Found:
    reviewed = m.of_claim(claimed.ClaimReviewed)
    events = [m.prepared, *reviewed, *m.of_claim(claimed.ClaimSigned)]
    details = [f"Prepared by {m.claim.prepared_by}."]
    if not reviewed:
        return "not yet", [*details, "It has not been reviewed."], m.told(events)
    details.append(f"Reviewed by {reviewed[0].event.by}.")
    if signatory := m.of_round.signatory:
        details.append(f"The return was signed by {signatory}.")
    hands = [m.claim.prepared_by, reviewed[0].event.by, *([m.of_round.signatory] if m.of_round.signatory else [])]
    return _yes_if(len({hand.casefold() for hand in hands}) == len(hands)), details, m.told(events)


def audited(m: Material) -> Found:
    events = [entry for entry in m.of_return if isinstance(
        entry.event, returned.SampleDrawn | returned.SampleWidened | returned.LineAudited | returned.ReturnSubmitted)]
    mine = m.of_claim(claimed.ClaimSampled, claimed.ClaimAudited)
    found = [entry.event for entry in mine if isinstance(entry.event, claimed.ClaimAudited)]
    details = [f"This claim {'was' if m.claim.sampled else 'was not'} in the sample."]
    details += [f"Internal audit, {event.by}: {'passed' if event.passed else 'failed'}; {event.finding}."
                for event in found]
    drawn = next((entry for entry in events if isinstance(entry.event, returned.SampleDrawn)), None)
    if drawn is None:
        return "not yet", [*details, "No sample has been drawn."], m.told(mine)
    redrawn, lines = _drawn_again(m, drawn.position)
    event = drawn.event
    assert isinstance(event, returned.SampleDrawn)
    enough = len(event.claims) >= share_rounded_up(event.percent, lines)
    same = redrawn == event.claims
    failed = [entry.event.claim for entry in events
              if isinstance(entry.event, returned.LineAudited) and not entry.event.passed]
    gone = not set(failed) & m.of_round.lines.keys()
    details.append(f"{len(event.claims)} of {_number(lines, 'claim was', 'claims were')} drawn: at least"
                   f" {event.percent}% by the seed {event.seed!r}, and {len(event.forced)} that had to be looked at in"
                   f" any case. Drawn again it is {'the same' if same else 'another'} sample.")
    details.append(f"{_number(len(failed), 'claim')} failed;"
                   f" {'all were taken out' if gone else 'not all were taken out'}, and the sample is"
                   f" {_number(len(m.of_round.sample), 'claim')} in all.")
    return _yes_if(enough and same and gone), details, m.told([*mine, *(
        entry for entry in events if not isinstance(entry.event, returned.LineAudited))])


def adds_up(m: Material) -> Found:
    of_round = m.of_round
    lines_pence = sum(line.amount_pence for line in of_round.lines.values())
    details = [f"{_number(len(of_round.lines), 'claim comes', 'claims come')} to"
               f" GBP {in_pounds_for_people(lines_pence)}, attachment fees to"
               f" GBP {in_pounds_for_people(of_round.fees_pence)}, together"
               f" GBP {in_pounds_for_people(lines_pence + of_round.fees_pence)}."]
    if m.claim.id not in of_round.lines:
        details.append("This claim was taken out of the return.")
    if of_round.submitted_pence is None:
        return "not yet", [*details, "The return has not been sent."], ()
    details.append(f"The return was sent with GBP {in_pounds_for_people(of_round.submitted_pence)}.")
    events = [entry for entry in m.of_return
              if isinstance(entry.event, returned.ReturnSigned | returned.ReturnSubmitted)]
    return _yes_if(lines_pence + of_round.fees_pence == of_round.submitted_pence), details, m.told(events)


QUESTIONS: dict[str, Callable[[Material], Found]] = {
    "Is the family who it says it is?": identity,
    "Was it eligible on the day of attachment, on what evidence, known when?": eligibility,
    "Was it attached, and by whom?": attachment,
    "Were assessment, plan and lead worker there, on time?": whole_family_work,
    "Was each outcome reached: baseline, result, window, source record?": outcomes,
    "Was every school-age child covered?": every_child,
    "Was there no relapse up to the claim?": no_relapse,
    "Was it never claimed before, under any id, in any round or scheme?": never_before,
    "Is it the right kind, at the right rate, in the right round?": kind_rate_round,
    "Do preparer and reviewer differ?": four_eyes,
    "Was the sample drawn before submission, failures removed, and the sample widened?": audited,
    "Do the lines add up to the return?": adds_up,
}


def _drawn_again(m: Material, position: int) -> tuple[list[str], int]:
    """The sample as the recorded seed gives it from the lines there were, and how many those were."""
    then = Return(m.of_round.id)
    for entry in m.of_return:
        if entry.position < position:
            then.apply(entry.event, entry.position)
    drawn = next(entry.event for entry in m.of_return if entry.position == position)
    assert isinstance(drawn, returned.SampleDrawn)
    forced = [line.claim for line in then.lines.values() if line.forced]
    return draw(drawn.seed, list(then.lines), forced, drawn.percent), len(then.lines)


def _sentences(m: Material, reason: Json, *, relied_on_alone: bool = False) -> Iterator[str]:
    """One for each clause with figures: what it asks, what was found, and in which window."""
    for part in parts_of(reason):
        figures = [Figure(figure["name"], figure["value"], figure["unit"]) for figure in part.get("figures", ())]
        if not figures or (relied_on_alone and not part.get("observations")):
            continue
        of = f", {m.person(part['person'])}" if part.get("person") else ""
        found = _plain(figures_in_words(part.get("word", ""), figures))
        windows = " ".join(map(_window, part.get("windows", ())))
        yield " ".join(filter(None, [f"{capital(part['label'])}{of}: {part['answer']}.", sentence(found), windows]))


def _window(window: Json) -> str:
    first, last = window.get("from"), window.get("to")
    if first == last:
        days = first
    elif first and last:
        days = f"{first} to {last}"
    else:
        days = f"from {first} on" if first else f"until {last}"
    return f"{capital(window['name'])}: {days}."


def _number(value: int, one: str, several: str | None = None) -> str:
    return _plain(counted(value, one, several))


def _plain(text: str) -> str:
    """For a terminal too, which would show a space that does not break as something else."""
    return text.replace(NO_BREAK, " ")


def _result(m: Material, claim: Claim | None = None) -> str:
    """`Progress to work (PtW)`: what this claim is for, or the one given."""
    one = claim or m.claim
    known = m.rules.results.get(one.result) if one.scheme == m.claim.scheme else None
    return f"{capital(known.label)} ({one.result})" if known else one.result


def _criterion(m: Material, name: str) -> str:
    known = m.rules.criteria.get(name)
    return known.label if known else name


def _began(fields: Json) -> str:
    return str(fields.get("starts_on") or fields.get("proven_on") or fields.get("committed_on") or "")


def _days_between(first: str, last: str) -> str:
    return f"{(date.fromisoformat(last) - date.fromisoformat(first)).days} days"
