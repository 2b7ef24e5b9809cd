"""Reads a reason's JSON form, and nothing else, and says what its answer has to be. Written from docs/reasons.md.

It shares no code with the rules: whoever holds the JSON of a verdict can check it by hand in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import permutations
from typing import Any

Node = dict[str, Any]


def judge(node: Node) -> str:
    return JUDGES[node["word"]](node)


def figure(node: Node, name: str) -> int:
    found = [said["value"] for said in node.get("figures", ()) if said["name"] == name]
    assert len(found) == 1, f"{node['clause']} has no single figure {name!r}"
    assert isinstance(found[0], int)
    return found[0]


def has(node: Node, name: str) -> bool:
    return any(said["name"] == name for said in node.get("figures", ()))


def window(node: Node, name: str) -> tuple[date, date]:
    found = next(said for said in node["windows"] if said["name"] == name)
    return day(found.get("from", "0001-01-01")), day(found.get("to", "9999-12-31"))


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def answers(node: Node) -> list[str]:
    return [part["answer"] for part in node.get("parts", ())]


def met_if(holds: bool) -> str:
    return "met" if holds else "not met"


def first_of(order: Iterable[str], given: list[str], otherwise: str) -> str:
    return next((answer for answer in order if answer in given), otherwise)


# -- how clauses are put together


def any_part(node: Node) -> str:
    given = answers(node)
    return "not relevant" if set(given) == {"not relevant"} else first_of(("met", "unknown"), given, "not met")


def no_part(node: Node) -> str:
    return {"met": "not met", "not met": "met"}.get(any_part(node), any_part(node))


def every_part(node: Node) -> str:
    return first_of(("not met", "unknown", "met"), answers(node), "not relevant")


def every_part_and_one_relevant(node: Node) -> str:
    return {"not relevant": "not met"}.get(every_part(node), every_part(node))


def every_part_if_any(node: Node) -> str:
    return {"not relevant": "met"}.get(every_part(node), every_part(node))


def at_least(node: Node) -> str:
    groups: dict[str, list[str]] = {}
    by_headline = any(said["unit"] == "headlines" for said in node["figures"])
    for part in node["parts"]:
        name = part["clause"].partition(".")[0] if by_headline else part["clause"]
        groups.setdefault(name, []).append(part["answer"])
    met = sum("met" in given for given in groups.values())
    possible = sum(bool({"met", "unknown"} & set(given)) for given in groups.values())
    assert met == figure(node, "met")
    needed = figure(node, "needed")
    return "met" if met >= needed else "unknown" if possible >= needed else "not met"


def problems_at_least(node: Node) -> str:
    """Each parent who lives elsewhere makes up one problem at most: tried in every order."""
    counted = [part for part in node["parts"] if part["word"] == "problems counted"]
    if not counted:
        return met_if(sum(part["answer"] == "met" for part in node["parts"]) >= figure(node, "needed"))
    without, *parents = [
        {said["name"] for said in part["figures"] if said["unit"] == "met" and said["value"]} for part in counted
    ]
    most = max(len(without | taken) for taken in shared_out(without, parents))
    return met_if(most >= figure(node, "needed"))


def shared_out(without: set[str], parents: list[set[str]]) -> Iterable[set[str]]:
    for order in permutations(parents):
        yield from one_each(without, list(order))


def one_each(taken: set[str], parents: list[set[str]]) -> Iterable[set[str]]:
    if not parents:
        yield taken
        return
    further = parents[0] - taken
    for added in [{problem} for problem in further] if further else [set()]:
        yield from one_each(taken | added, parents[1:])


def problems_counted(node: Node) -> str:
    return met_if(sum(said["value"] for said in node["figures"] if said["unit"] == "met") >= figure(node, "needed"))


# -- records


def counted(node: Node) -> str:
    if node.get("missing"):
        return "unknown"
    if not has(node, "counted"):
        return "not met"
    assert figure(node, "counted") == len(node.get("observations", ()))
    return met_if(figure(node, "counted") >= figure(node, "needed"))


def fell(node: Node) -> str:
    before, after = figure(node, "before"), figure(node, "after")
    if before == 0:
        return "not relevant" if after == 0 else "not met"
    return met_if(100 * (before - after) >= figure(node, "reduction needed") * before)


def none_starting(node: Node) -> str:
    return met_if(not node.get("missing") and figure(node, "new spells") == 0)


def not_in_months(node: Node) -> str:
    assert (figure(node, "days on which it was so") > 0) == ("met" in answers(node))
    return no_part(node)


def gone(node: Node) -> str:
    assert (figure(node, "days on which it was so") > 0) == ("met" in answers(node))
    return no_part(node)


# -- school


def absent(node: Node) -> str:
    if has(node, "absent"):
        absences, possible = 100 * figure(node, "absent"), figure(node, "possible")
        if has(node, "boundary, over"):
            reached = absences > figure(node, "boundary, over") * possible
        else:
            reached = absences >= figure(node, "boundary, at least") * possible
        if reached:
            return "met"
    return "unknown" if node.get("missing") else "not met"


def school_age_child(node: Node) -> str:
    if figure(node, "fixed exclusions") >= figure(node, "fixed exclusions below"):
        return "not met"
    if figure(node, "permanent exclusions") or (has(node, "spells off roll") and figure(node, "spells off roll")):
        return "not met"
    if node.get("missing"):
        return "unknown"
    return met_if(100 * figure(node, "absent") < figure(node, "absence below") * figure(node, "possible"))


def recovery_of_child(node: Node) -> str:
    if node.get("missing"):
        return "unknown"
    possible = figure(node, "possible")
    attended = possible - figure(node, "absent")
    if has(node, "attendance needed"):
        return met_if(100 * attended >= figure(node, "attendance needed") * possible)
    most, of = figure(node, "lowest attendance, numerator"), figure(node, "lowest attendance, denominator")
    return met_if(100 * attended * of > (100 + figure(node, "improvement needed, more than")) * most * possible)


def recovered(node: Node) -> str:
    return "unknown" if node.get("missing") else every_part_if_any(node)


# -- people, work, the attachment


def may_be_dependent(node: Node) -> str:
    age = figure(node, "age")
    at_home = figure(node, "resident") == 1 and figure(node, "jobs") == 0
    return met_if(age < figure(node, "in any case under") or (age < 18 and at_home))


def in_work(node: Node) -> str:
    assert figure(node, "days worked") <= figure(node, "counted back")
    return met_if(
        figure(node, "days worked") >= figure(node, "needed")
        and figure(node, "in work on the day, and after the benefit") == 1
    )


def eligible_when_attached(node: Node) -> str:
    return met_if(figure(node, "attached by override") == 1 or answers(node) == ["met"])


def months_after(node: Node) -> str:
    if node.get("missing"):
        return "not met"
    bound = next(said["name"] for said in node["windows"] if said["name"].startswith("from "))
    return met_if(window(node, "decided")[0] >= window(node, bound)[1])


def until(node: Node) -> str:
    return met_if(window(node, "decided")[0] <= window(node, "until")[1])


def on_record(node: Node) -> str:
    return met_if(not node.get("missing"))


def sustained(node: Node) -> str:
    return "not met" if node.get("missing") else every_part_if_any(node)


JUDGES: dict[str, Callable[[Node], str]] = {
    "any": any_part,
    "all": every_part,
    "none": no_part,
    "measures": every_part_and_one_relevant,
    "at least": at_least,
    "problems at least": problems_at_least,
    "problems counted": problems_counted,
    "in force": counted,
    "within": counted,
    "in the term window": counted,
    "absent": absent,
    "every school-age child": every_part,
    "a school-age child": school_age_child,
    "attendance recovered": recovered,
    "a child's recovery": recovery_of_child,
    "fell": fell,
    "none starting after closure": none_starting,
    "not in the months to": not_in_months,
    "progress on each problem": every_part_if_any,
    "needs sustained since closure": sustained,
    "gone since closure": gone,
    "dependent child": any_part,
    "a child who may be dependent": may_be_dependent,
    "in work after a benefit": any_part,
    "an adult in work": in_work,
    "eligible when attached": eligible_when_attached,
    "months after": months_after,
    "until": until,
    "on record": on_record,
}


def check(node: Node) -> None:
    """Judges every node of the tree from what stands in it."""
    for part in node.get("parts", ()):
        check(part)
    assert judge(node) == node["answer"], f"{node['clause']} ({node['word']}) says {node['answer']}: {node}"
