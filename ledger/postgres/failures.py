"""What is said when the server does not come: the reason, the folder, the end of the log, and what to do."""

from ledger.postgres.errors import DatabaseUnavailable, ServerBusy, ServerNotReady, ServerNotStarted
from ledger.postgres.folders import DataFolder, no_space, tells_of_full_disk
from ledger.postgres.postmaster import reason_for_silence

LINES_SHOWN = 10
LOG_END_BYTES = 4096


def busy(place: DataFolder, doing: str, seconds: float) -> DatabaseUnavailable:
    """Another command holds a lock for too long."""
    return ServerBusy(
        f"Another command has been {doing} the database server in {place.folder} for {seconds:g} s: "
        f"wait for it or end it, then try again. The server's log is {place.log}."
    )


def not_started(place: DataFolder) -> DatabaseUnavailable:
    """The server ended before it was ready."""
    said = _log_end(place)
    if tells_of_full_disk(said):
        return no_space(place.folder)
    return ServerNotStarted(
        f"The database server in {place.cluster} did not start. Put right what its log says "
        f"({place.log}), or choose another data folder:\n{said}"
    )


def not_ready(place: DataFolder, seconds: float) -> DatabaseUnavailable:
    """The server runs and does not answer."""
    return ServerNotReady(
        f"The database server in {place.cluster} did not answer within {seconds:g} s "
        f"({reason_for_silence(place.cluster)}); it may be recovering from a crash. "
        f"Try again, and read its log ({place.log}):\n{_log_end(place)}"
    )


def _log_end(place: DataFolder) -> str:
    try:
        said = place.log.read_bytes()[-LOG_END_BYTES:]
    except OSError:
        return "(there is no log)"
    return "\n".join(said.decode(errors="replace").splitlines()[-LINES_SHOWN:])
