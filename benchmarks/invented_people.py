"""People who do not exist, in households, as two systems have them: for training and measuring the model of likeness.

Names by how common they are (the k-th some 1/k as often as the first), twins, parents and children of one name, people
who share nothing but a surname: whatever makes it hard to tell two people apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, product
from random import Random

from benchmarks.mistyping import Typed, typed_again


def _words(text: str) -> list[str]:
    return text.split()


_FEMALE = _words("""
    Olivia Emily Sarah Emma Jessica Chloe Sophie Amelia Charlotte Lucy Rebecca Hannah Katherine Elizabeth Samantha
    Laura Aisha Fatima Maryam Zara Priya Ananya Zofia Julia Anna Maria Margaret Susan Karen Jacqueline Tracey Julie
    Helen Claire Michelle Kelly Donna Leanne Stacey Natasha Jade Paige Ellie Grace Isla Ava Mia Poppy Freya Evie
    Rosie Daisy Molly Abigail Megan Bethany Amy Jennifer Kirsty Gemma Nicola Joanne Angela Patricia Ruby Lily Ella
    Scarlett Layla Nadia Sana Hafsa Oluwaseun Abena Chiamaka Mei Ling Ioana Elena Agnieszka Magdalena Siobhan Niamh
    Ffion
""")
_MALE = _words("""
    Oliver Jack James Thomas Daniel Joshua Matthew Benjamin William Samuel Joseph Harry George Charlie Jacob Michael
    David Robert Stephen Christopher Andrew Anthony Nicholas Alexander Mohammed Muhammad Ahmed Ali Ibrahim Hassan
    Arjun Rohan Jakub Piotr Tomasz Krzysztof Connor Liam Ryan Kyle Jordan Lewis Callum Jamie Dean Wayne Darren Lee
    Gary Kevin Mark Paul Simon Craig Scott Stuart Neil Ian Peter Alan Oscar Leo Alfie Archie Noah Logan Tyler Mason
    Riley Jayden Hayden Kai Zac Isaac Caleb Ethan Kwame Chidi Emeka Wei Andrei Stefan Declan Rhys Gareth
""")
_COMMON = _words("""
    Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White
    Roberts Green Hall Wood Jackson Clarke Khan Ahmed Hussain Begum Singh Kaur Ali Akhtar Shah Kowalski Nowak
    Wisniewska Popescu Okafor Mensah Adeyemi Chen Wong Nguyen Murphy Kelly O'Brien O'Connor MacDonald Campbell
    Stewart Hughes Edwards Turner Hill Cooper Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James
    Scott Phillips Watson Parker Price Bennett Young Griffiths Mitchell Cook Shaw Carter Richards Bailey Collins
""")
_FIRST = _words("""
    Ash Brad Clif Den El Far Gar Hal Kirk Lang Mor Nor Oak Pen Rad Sel Thorn Up Wal Whit Ber Cal Dal Hol
""")
_LAST = _words("""
    ton ley ford worth well bury by combe den field grave ham hurst land low more stead wick wood shaw
""")
_SURNAMES = _COMMON + [one + other for one, other in product(_FIRST, _LAST)]
_STREETS = _words("""
    High Church Station Mill School Victoria Park London Green Manor Kings Queens New West North South Chapel Oxford
    Springfield Windsor Alexandra Grange Highfield Northfield Meadow Orchard
""")
_WAYS = ("Street", "Road", "Lane", "Close", "Avenue", "Drive")


def _zipf(names: list[str]) -> list[float]:
    return list(accumulate(1 / (place + 4) for place in range(len(names))))


_WEIGHTS = {id(names): _zipf(names) for names in (_FEMALE, _MALE, _SURNAMES)}


def _drawn(names: list[str], random: Random) -> str:
    return random.choices(names, cum_weights=_WEIGHTS[id(names)])[0]


@dataclass(frozen=True, slots=True)
class TwoSystems:
    """By ids. `truth` says which of `theirs` is which of `ours`."""

    ours: dict[str, Typed]
    theirs: dict[str, Typed]
    truth: dict[str, str]


def two_systems(ours: int, theirs: int, both: int, seed: int) -> TwoSystems:
    """`both` people are in both systems; the second has typed them anew. The same seed gives the same people."""
    random = Random(seed)
    everyone = _people(ours + theirs - both, random)
    homes = random.sample(everyone, min(len(everyone), 2_000))
    random.shuffle(everyone)
    own = {f"P{number:06}": person for number, person in enumerate(everyone[:ours])}
    others = [("", person) for person in everyone[ours:]] + list(own.items())[:both]
    random.shuffle(others)
    found, truth = {}, {}
    for number, (known_as, person) in enumerate(others):
        moved = random.choice(homes) if random.random() < 0.12 else None
        married = _drawn(_SURNAMES, random) if person.sex == "female" and random.random() < 0.04 else ""
        found[f"A{number:06}"] = typed_again(person, random, moved, married)
        if known_as:
            truth[f"A{number:06}"] = known_as
    return TwoSystems(own, found, truth)


def _people(wanted: int, random: Random) -> list[Typed]:
    people: list[Typed] = []
    while len(people) < wanted:
        people.extend(_household(random))
    return people[:wanted]


def _household(random: Random) -> list[Typed]:
    surname, street = _drawn(_SURNAMES, random), f"{random.choice(_STREETS)} {random.choice(_WAYS)}"
    inward = f"{random.randrange(1, 10)}{random.choice('ABDEFGHJL')}{random.choice('NPQRS')}"
    postcode = f"NS{random.randrange(1, 30)} {inward}"
    home = Typed(surname=surname, address=f"{random.randrange(1, 160)} {street}", postcode=postcode,
                 uprn=str(random.randrange(10**10, 10**11)))  # fmt: skip
    adults = [_adult(home, random) for _ in range(random.choice((1, 1, 2)))]
    if len(adults) == 2 and random.random() < 0.4:
        adults[1] = replace(adults[1], surname=_drawn(_SURNAMES, random))
    children = [_child(home, random) for _ in range(random.choice((0, 1, 1, 2, 2, 3, 4)))]
    if len(children) > 1 and random.random() < 0.04:
        children[1] = replace(children[1], born_on=children[0].born_on)  # twins
    if children and random.random() < 0.02:
        children[0] = replace(children[0], forename=adults[0].forename, sex=adults[0].sex)  # named after a parent
    return adults + children


def _adult(home: Typed, random: Random) -> Typed:
    nino = ""
    if random.random() < 0.3:
        letters = f"{random.choice('ACEHJLMP')}{random.choice('ACEHJLMP')}"
        nino = f"{letters}{random.randrange(10**6):06}{random.choice('ABCD')}"
    return replace(_person(home, date(1955, 1, 1), 16_000, random), nino=nino)


def _child(home: Typed, random: Random) -> Typed:
    return _person(home, date(1999, 1, 1), 6_000, random)


def _person(home: Typed, first: date, days: int, random: Random) -> Typed:
    sex = random.choice(("female", "male"))
    return replace(home, forename=_drawn(_FEMALE if sex == "female" else _MALE, random), sex=sex,
                   born_on=(first + timedelta(random.randrange(days))).isoformat())  # fmt: skip
