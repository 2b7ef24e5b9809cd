"""Why a whole pack cannot be read. One class for each thing that the person who loads can do about it.

A row that cannot be read is no error: it is rejected, and its file's other rows are read.
"""

from pathlib import Path


class IntakeError(Exception):
    """Nothing of the pack was read. The message says what happened, to which file, and what to do."""


class PackNotFound(IntakeError):
    """There is nothing at that path: look at the path."""


class NotAPack(IntakeError):
    """What is there is no folder, .zip, .xlsx or CSV file: hand over one of these."""


class UnknownKind(IntakeError):
    """A kind of extract that does not exist, or none for a single file: name one."""


class NoKnownFile(IntakeError):
    """A pack with none of the files of an extract: name the files as they are meant."""


class EmptyPack(IntakeError):
    """The files are there, and none has a row: ask the supplier again."""


class AmbiguousPack(IntakeError):
    """Two files of one kind: keep one, or join them."""


class UnreadablePack(IntakeError):
    """Damaged, locked or not permitted: fetch it again, unlock it, or ask for the right to read it."""


class NotACsvFile(IntakeError):
    """A file called .csv that holds something else: save it as CSV."""


class OverLimit(IntakeError):
    """More than a named limit allows: split the file, or have the limit raised. `limit` is its field of `Limits`."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(f"{message} (the limit is OUTCOMES_LIMIT_{limit.upper()})")
        self.limit = limit


class LimitUnusable(IntakeError):
    """A limit is set to what is no number: whoever runs the program is to set it anew."""


class UnsafePack(IntakeError):
    """A zip made to write outside its folder or to unpack without end: do not load it."""


class PackChanged(IntakeError):
    """A file changed while it was read: wait until it is complete and load again."""


class RejectsNotWritten(IntakeError):
    """The rejected rows could not be kept: free some space or choose another folder."""


def unreadable(path: Path, error: OSError) -> UnreadablePack:
    place = error.filename or path
    if isinstance(error, PermissionError):
        return UnreadablePack(f"{place} may not be read by this account; ask for the right to read it")
    return UnreadablePack(f"{place} cannot be read: {error.strerror or error}")
