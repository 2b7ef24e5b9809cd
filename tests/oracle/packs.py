"""Made-up extract packs: clean ones, of any size, with many families within a day or a session of some boundary.

`random_pack` and `second_pack` are fixed by their seed; `small_packs` is a hypothesis strategy over the same blocks.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from . import SCHEMES
from .common import add_months
from .corrections import correct
from .draft import Draft, Home, add_terms
from .needing import add_needs, add_needs_of_one_parent
from .offending import add_offending
from .pack import Pack, write_pack
from .people import add_household, move
from .schooling import add_schooling
from .working import add_working

__all__ = ["DECISION_DAYS", "random_pack", "second_pack", "small_packs", "write_pack"]

# The days (some a term's last) that the made-up families are laid around: decide on these to meet the boundaries
DECISION_DAYS = {
    "troubled-families-2012": [
        date(2012, 6, 30), date(2013, 1, 31), date(2013, 7, 31), date(2013, 10, 31), date(2014, 3, 28),
        date(2014, 3, 31), date(2014, 8, 31), date(2014, 10, 31), date(2015, 2, 28), date(2015, 5, 31),
    ],
    "troubled-families-2015": [
        date(2015, 8, 31), date(2015, 9, 30), date(2016, 3, 31), date(2016, 8, 31), date(2017, 2, 28),
        date(2018, 7, 20), date(2019, 9, 30), date(2020, 2, 29), date(2021, 3, 31), date(2021, 4, 1),
    ],
    "supporting-families-2022": [
        date(2023, 7, 20), date(2023, 8, 31), date(2023, 12, 16), date(2024, 2, 29), date(2024, 6, 30),
        date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31), date(2025, 4, 1),
    ],
}  # fmt: skip
BENEFIT_PERCENT = {"troubled-families-2012": 90, "troubled-families-2015": 50, "supporting-families-2022": 30}


def random_pack(seed: int, families: int, scheme: str = "troubled-families-2012", few_terms: bool = False) -> Pack:
    """`families` families of this scheme. `few_terms` leaves out the early terms, so that some tests are unknown."""
    return _build(Random(seed), families, scheme, few_terms)


def second_pack(seed: int, pack: Pack, percent: int = 15) -> Pack:
    """What the suppliers send next: corrections, withdrawals, late facts, new members, closures, attachments.

    Load it after `pack`: `second_pack(1, first).after(first)`. About `percent` of the families change.
    """
    rng = Random(seed)
    second = correct(rng, pack, percent)
    _attach_more(rng, second, second.after(pack))
    return second


@st.composite
def small_packs(draw: st.DrawFn, scheme: str) -> Pack:
    """One to three families; one pack in twenty knows few terms."""
    families = draw(st.integers(1, 3))
    few_terms = draw(st.sampled_from([False] * 19 + [True]))
    return _build(draw(st.randoms(use_true_random=False)), families, scheme, few_terms)


# -- families


def _build(rng: Random, families: int, scheme: str, few_terms: bool) -> Pack:
    draft = Draft(rng, scheme)
    first_year = min(SCHEMES[scheme].ATTACHED_FROM.year - 2, DECISION_DAYS[scheme][0].year - 2)
    add_terms(draft, first_year + (2 if few_terms else 0), SCHEMES[scheme].CLAIMED_TO.year)
    homes = [_home(draft, number) for number in range(1, families + 1)]
    for home in homes:
        add_household(draft, home)
    move(draft, homes)
    for home in homes:
        _add_facts(draft, home)
    for home in homes:
        _attach(draft, home)
    return draft.pack


def _home(draft: Draft, number: int) -> Home:
    """Claimed on one of the decision days; attached, or closed, six months before to the day, or earlier."""
    rules = SCHEMES[draft.scheme]
    claimed_on = draft.pick([day for day in DECISION_DAYS[draft.scheme] if day >= add_months(rules.ATTACHED_FROM, 6)])
    sustained_from = draft.nudge(add_months(claimed_on, -6))
    if draft.chance(60):
        sustained_from = add_months(claimed_on, -draft.number(7, 12)) + timedelta(days=draft.number(0, 27))
    attached_on = closed_on = sustained_from
    if draft.scheme == "supporting-families-2022":
        attached_on = add_months(closed_on, -draft.number(3, 9)) - timedelta(days=draft.number(0, 27))
    attached_on = min(max(attached_on, rules.ATTACHED_FROM), rules.ATTACHED_TO)
    return Home(f"F{number:05d}", draft.scheme, attached_on, max(closed_on, attached_on), claimed_on)


def _add_facts(draft: Draft, home: Home) -> None:
    if home.scheme == "troubled-families-2015" and len(home.adults) > 1 and draft.chance(18):
        add_needs_of_one_parent(draft, home)
        return
    add_schooling(draft, home)
    if home.scheme != "supporting-families-2022" or draft.chance(30):
        add_offending(draft, home)
    add_working(draft, home, BENEFIT_PERCENT[home.scheme])
    add_needs(draft, home)


# -- attachments


def _attach(draft: Draft, home: Home) -> None:
    """On the day meant, or the nearest of some others, on which the family is eligible; not at all if there is none."""
    rules = SCHEMES[home.scheme]
    tries = [home.attached_on + timedelta(days=shift) for shift in (0, 1, -1, 7, -7, 30, -30, 60, -60)]
    for day in tries:
        is_within = rules.ATTACHED_FROM <= day <= min(rules.ATTACHED_TO, home.claimed_on)
        if is_within and rules.eligible(home.family_id, draft.pack, day):
            home.attached_on = day
            _add_attachment(draft, home)
            return


def _add_attachment(draft: Draft, home: Home) -> None:
    """The marks are sometimes blank, sometimes about the day of the claim."""
    marks = [
        draft.pick([home.attached_on] * 26 + [draft.nudge(home.claimed_on), None]) for _ in ("assessed", "planned")
    ]
    has_closed = home.scheme == "supporting-families-2022" and draft.chance(94)
    has_closed = has_closed or (home.scheme == "troubled-families-2015" and draft.chance(30))
    draft.add(
        "attachments", family_id=home.family_id, scheme=home.scheme, attached_on=home.attached_on,
        lead_worker="" if draft.chance(5) else draft.pick(("Family worker, North hub", "Health visitor")),
        assessed_on=marks[0], planned_on=marks[1],
        closed_on=max(home.closed_on, home.attached_on) if has_closed else None,
    )  # fmt: skip


def _attach_more(rng: Random, second: Pack, known: Pack) -> None:
    """Some families not attached yet are, once what is known makes them eligible on a decision day."""
    scheme = next((row["scheme"] for row in known["attachments"]), "troubled-families-2012")
    attached = {row["family_id"] for row in known["attachments"]}
    rules = SCHEMES[scheme]
    draft = Draft(rng, scheme)
    draft.pack = second
    for family_id in [family for family in sorted(known.families()) if family not in attached][:50]:
        day = draft.pick(DECISION_DAYS[scheme])
        if rules.ATTACHED_FROM <= day <= rules.ATTACHED_TO and rules.eligible(family_id, known, day):
            _add_attachment(draft, Home(family_id, scheme, day, day, add_months(day, 6)))
