"""What became of each row of a load, counted once however many families the row belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict

from domain.family import Novelty
from intake.problems import Problem
from intake.readings import FileReading, reject_also
from intake.reports import FileCounts
from intake.rows import Row

_RANK: dict[Novelty, int] = {"repeated": 0, "corrected": 1, "recorded": 2}


class Tally:
    """A row that is new to one of its families counts as recorded, whatever it is to the others."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[Novelty]] = defaultdict(Counter)
        self._shared: dict[str, dict[int, Novelty]] = defaultdict(dict)
        self.moved: set[str] = set()
        """People, by pseudonym, of whose stays something was changed."""
        self.refused: dict[str, dict[int, list[Problem]]] = defaultdict(dict)

    def note(self, row: Row, novelty: Novelty, *, shared: bool = False) -> None:
        """`shared` rows are noted once for each of their families."""
        if not shared:
            self._counts[row.kind][novelty] += 1
            return
        held = self._shared[row.kind].get(row.line)
        if held is None or _RANK[novelty] > _RANK[held]:
            self._shared[row.kind][row.line] = novelty

    def refuse(self, row: Row, problem: Problem) -> None:
        self.refused[row.kind][row.line] = [problem]

    def counts_of(self, reading: FileReading) -> FileCounts:
        """Also moves the rows that were refused while recording to the rejected ones of their file."""
        reject_also(reading, self.refused[reading.kind])
        counts = self._counts[reading.kind] + Counter(self._shared[reading.kind].values())
        return FileCounts(
            reading.file, reading.kind, reading.read, counts["recorded"], counts["corrected"], counts["repeated"],
            len(reading.rejected), reading.blank)

    def add(self, other: Tally) -> None:
        """Takes over what another tally counted, once what it counted is recorded for good."""
        for kind, counts in other._counts.items():
            self._counts[kind] += counts
        for kind, lines in other._shared.items():
            for line, novelty in lines.items():
                held = self._shared[kind].get(line)
                if held is None or _RANK[novelty] > _RANK[held]:
                    self._shared[kind][line] = novelty
        self.moved |= other.moved
        for kind, refused in other.refused.items():
            self.refused[kind] |= refused
