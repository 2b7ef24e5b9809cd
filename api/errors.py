"""What callers of the command line and of HTTP can get wrong before any other room is asked."""

from __future__ import annotations


class AskedWrongly(Exception):
    """What was asked cannot be answered as it stands. The message says what to write instead."""


class NoSuchDay(AskedWrongly):
    """Not a day as 2012-09-03 is one: correct it."""


class OptionUnusable(AskedWrongly):
    """A value that an option does not take, or a pair of options that do not go together: correct it."""


class SamplesMissing(AskedWrongly):
    """The sample packs are not beside the program: run the demo from a copy of the project."""


class DemoUnderWay(AskedWrongly):
    """Two demos beside each other would claim each other's rounds: wait until the other has ended."""


class OpenDoor(AskedWrongly):
    """The server would listen to others than this machine with nothing before it: say what ends TLS, or who signs."""


class PortTaken(AskedWrongly):
    """The server cannot listen there: choose another address or port, or stop what listens there."""


class Refused(Exception):
    """What was asked for may not be done as things stand. The message says why, and what would change that."""


class KeyNeeded(AskedWrongly):
    """A command came without an Idempotency-Key, or with one that is none: send one."""


class VersionNeeded(AskedWrongly):
    """A command came without If-Match: say which version of the family, or the action, was decided on."""


class TooDeep(AskedWrongly):
    """A body is nested more deeply than anything that is asked here: it is no request of this API."""


class TooLarge(AskedWrongly):
    """A body is over a named limit: send it in parts, or have the limit raised."""


class TooSlow(AskedWrongly):
    """A body stopped coming before it was whole: send it again."""


class NotReadHere(AskedWrongly):
    """A body is in a form that is not read here: the message names those that are."""


class Unknown(AskedWrongly):
    """There is nothing of this name on record: look it up, and ask again."""


class CursorUnusable(AskedWrongly):
    """A cursor that was damaged, or is of another list or question: ask for the first page again."""


class NotReachedYet(Exception):
    """The tables have not read the log as far as the caller wants to see it: ask again."""


class FeedFull(Exception):
    """As many follow the feed as the server allows: ask for its pages, or try later."""


class TooMuchUnderWay(Exception):
    """As much is worked out beside the pages as the server can do: ask again later."""
