"""A go-between that cuts the line to the database after so many messages have passed, in whichever direction."""

from __future__ import annotations

from commit_swallower import CommitSwallower


class LineCutter(CommitSwallower):
    """Cuts once for each `cut_after`: whatever connection the last of the messages is on is gone, and it with it."""

    left: int | None = None
    cuts = 0

    def cut_after(self, messages: int) -> None:
        self.left = messages

    def _is_cut(self, said: bytes, *, from_server: bool) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        if self.left >= 0:
            return False
        self.left = None
        self.cuts += 1
        return True
