"""The one table from the errors of every room to what a caller is told: the command line's line, HTTP's problem.

An error that is not in the table is a fault of the program, and is told without its message, which may quote data.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from api import errors as wrongly
from api.access import errors as access
from api.errors import AskedWrongly, Refused
from domain.casework.commands import CaseworkRefused
from domain.claims.claim import ClaimRefused, ClaimUnknown
from domain.claims.doubles import MarksUnusable
from domain.matching.agency_person import LinkRefused
from domain.money.commands import MoneyRefused
from domain.planning.commands import ActionRefused, ActionUnknown
from domain.rules.reading import SchemeError
from domain.savings.costs import CostsRefused
from intake import errors as intake
from intake.by_hand import NoSuchRecord, NotObserved
from ledger import errors as ledger
from ledger.moving.errors import MoveRefused, MoveUnusable
from ledger.proof.errors import CheckpointUnknown, SealRefused
from ledger.proof.notes import NoteUnusable
from ledger.proof.witnessing import NotWitnessed
from ledger.retention.rules import ScheduleUnreadable
from ledger.rule_sets import UnknownOverlay, UnknownScheme
from ledger.sealing.errors import NobodyToErase
from projections import errors as projections


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in addresses, the HTTP status, and a title that is the same for every occurrence.

    `meaning` says what has happened and what to do about it, for whoever follows the address.
    """

    name: str
    status: int
    title: str
    meaning: str

    @property
    def address(self) -> str:
        return f"{PROBLEMS_ADDRESS}/{self.name}"


PROBLEMS_ADDRESS = "/v1/problems"


UNEXPECTED = Kind("unexpected", 500, "The program failed", "A fault of the program. Its log says where: report it.")
INVALID = Kind(
    "invalid-request", 422, "The request cannot be understood",
    "A part of the request is missing, or is not what it must be. Correct the parts named in `errors`, and ask again.")

TOKEN_NEEDED = Kind(
    "token-needed", 401, "A token is needed", "Send a token that holds, as `Authorization: Bearer TOKEN`.")

TOO_MANY = Kind(
    "too-many-requests", 429, "Too many requests", "Nothing was done. Send it again after Retry-After, and slower.")

_NO_SPACE = Kind(
    "no-space", 507, "The disk is full", "Nothing was recorded. Whoever runs the server is to free some space.")
_UNAVAILABLE = Kind(
    "database-unavailable", 503, "The database cannot be reached",
    "Ask again after Retry-After. Of a command it is not known whether it was recorded: look, or send it again with the"
    " same Idempotency-Key.")
_FORBIDDEN_FILE = Kind(
    "file-forbidden", 500, "A file or folder may not be used",
    "The server may not use a file or folder that it needs. Whoever runs it is to give it the right to.")
_BEHIND = Kind(
    "projections-behind", 503, "The tables are not ready",
    "The tables that are asked have not been made, or are of another version. Ask again after Retry-After.")
_REFUSED = Kind(
    "refused", 409, "This may not be done as things stand",
    "The rules of the programme do not allow it now. The detail says why, and what would change that.")
_PARKED = Kind(
    "family-parked", 503, "The family cannot be shown until it is repaired",
    "What is on record of the family cannot be put together. See the status, and tell whoever runs the server.")
_REBUILDING = Kind(
    "rebuild-under-way", 409, "A rebuild is under way", "The tables are being made anew. Wait for it, and ask again.")
_CONFLICT = Kind(
    "conflict", 409, "Someone else changed this in between",
    "Nothing was recorded. Look at it as it is now, and decide again.")

_UNKNOWN = Kind(
    "unknown-record", 404, "There is no such thing on record", "The detail says what was looked for.")
VERSION_DIFFERS = Kind(
    "version-differs", 412, "It has been changed meanwhile",
    "Nothing was recorded. `version` and the ETag say which version it is at: look at it, and decide again.")
TOO_LARGE = Kind(
    "too-large", 413, "The request is too large", "The detail names the limit. Send it in parts.")
UNSUPPORTED = Kind(
    "unsupported-media-type", 415, "The request is in a form that is not read here",
    "The detail names the forms that are read: say which it is in the Content-Type header.")

_TABLE: tuple[tuple[type[Exception], Kind], ...] = (
    (access.TokenRefused, TOKEN_NEEDED),
    (access.NotAllowed, Kind(
        "not-allowed", 403, "Your roles do not allow this",
        "The token holds, and none of its roles may do this. The detail names the roles that may.")),
    (access.TokenNotMade, INVALID),
    (access.IssuerUnusable, INVALID),
    (access.TokenKeyUnusable, Kind(
        "token-key-unusable", 500, "The key of tokens cannot be used",
        "Whoever runs the server is to look at the key.")),
    (wrongly.KeyNeeded, Kind(
        "idempotency-key-needed", 400, "An idempotency key is needed",
        "Send a key of your own with every command, as `Idempotency-Key: KEY`, and the same key when you repeat it.")),
    (wrongly.TooDeep, Kind(
        "too-deep", 400, "The body is nested too deeply", "No request of this API is. Mend the program.")),
    (wrongly.Unknown, _UNKNOWN),
    (ActionUnknown, _UNKNOWN),
    (wrongly.TooLarge, TOO_LARGE),
    (wrongly.TooSlow, Kind(
        "too-slow", 408, "The request did not come to its end", "The rest of it did not come in time. Send it again.")),
    (wrongly.NotReadHere, UNSUPPORTED),
    (wrongly.VersionNeeded, Kind(
        "version-needed", 428, "The version decided on is needed",
        "Ask for the family, or the action, and send the ETag of that answer as If-Match.")),
    (wrongly.CursorUnusable, Kind(
        "cursor-unusable", 422, "The cursor is not one of this list",
        "A cursor goes with the question that it was given for. Ask for the first page again, without a cursor.")),
    (wrongly.FeedFull, Kind(
        "feed-full", 503, "As many follow the feed as can", "Ask for its pages instead, or again after Retry-After.")),
    (wrongly.TooMuchUnderWay, Kind(
        "too-much-under-way", 503, "As much is under way as the server can do",
        "What takes long is done beside the pages, a few things at a time. Ask again after Retry-After.")),
    (wrongly.NotReachedYet, Kind(
        "position-not-reached", 503, "The tables are not so far yet",
        "What was recorded at the position asked for in `wait` is not in the tables yet. Ask again after"
        " Retry-After.")),
    (AskedWrongly, INVALID),
    (Refused, _REFUSED),
    (ClaimUnknown, Kind(
        "unknown-claim", 404, "There is no such claim or return on record", "Look it up at /v1/claims.")),
    (ClaimRefused, _REFUSED),
    (LinkRefused, _REFUSED),
    (CaseworkRefused, _REFUSED),
    (MoneyRefused, _REFUSED),
    (ActionRefused, _REFUSED),
    (CostsRefused, _REFUSED),
    (MoveRefused, _REFUSED),
    (MarksUnusable, INVALID),
    (MoveUnusable, Kind(
        "move-unusable", 422, "The file of a family that moves cannot be used",
        "Nothing was recorded. It was changed on its way, is for another ledger, or is not signed by the key given.")),
    (ledger.NotAnInstant, INVALID),
    (UnknownScheme, Kind(
        "unknown-scheme", 422, "There is no such scheme", "The schemes there are: see /v1/schemes.")),
    (UnknownOverlay, Kind(
        "unknown-overlay", 422, "There is no such local plan", "The local plans there are: see /v1/schemes.")),
    (projections.ResultUnknown, Kind(
        "unknown-result", 422, "The scheme has no such result", "The detail names the results that the scheme has.")),
    (projections.CriterionUnknown, Kind(
        "unknown-criterion", 422, "The scheme has no such criterion", "The detail names the criteria of the scheme.")),
    (projections.FamilyUnknown, Kind(
        "unknown-family", 404, "There is no such family on record",
        "The ledger has no family of this family_id, or had none as known then.")),
    (projections.NotAttached, Kind(
        "not-attached", 404, "The family is not attached to the scheme",
        "Only a family that is attached to a scheme has results. Ask for its eligibility, or attach it.")),
    (projections.FamilyUnfoldable, _PARKED),
    (projections.NotProjected, _BEHIND),
    (projections.OtherVersion, _BEHIND),
    (projections.OtherLog, _BEHIND),
    (projections.RebuildUnderWay, _REBUILDING),
    (projections.SwapBlocked, _REBUILDING),
    (ledger.LedgerUnknown, Kind(
        "unknown-ledger", 404, "There is no such ledger", "The detail says what to do.")),
    (ledger.TokenKeyUnknown, Kind(
        "unknown-token-key", 404, "There is no such key of tokens", "The ledger never took a key of this id.")),
    (ledger.TokenUnknown, Kind(
        "unknown-token", 404, "There is no such token", "No token of this id was made for the ledger: list them.")),
    (ledger.LedgerNotChosen, Kind(
        "ledger-not-chosen", 404, "No ledger was chosen", "There are several ledgers: name one.")),
    (ledger.LedgerExists, Kind(
        "ledger-exists", 409, "The ledger exists already", "Open it, or choose another name.")),
    (ledger.LedgerNameInvalid, Kind(
        "ledger-name-invalid", 422, "This cannot be a ledger's name",
        "Lower-case letters, digits and single hyphens between them, beginning with a letter.")),
    (ledger.VersionDiffers, VERSION_DIFFERS),
    (ledger.RequestUnderWay, Kind(
        "request-under-way", 409, "The same request is being carried out",
        "Send it again in a while, with the same Idempotency-Key: it is answered when it is done.")),
    (NoteUnusable, Kind(
        "note-unusable", 422, "The checkpoint or key cannot be used",
        "It is not in the published form, or is not signed by whom it should be. The detail says which.")),
    (CheckpointUnknown, Kind(
        "unknown-checkpoint", 404, "There is no such checkpoint", "The checkpoints there are: see /v1/checkpoints.")),
    (NotWitnessed, _REFUSED),
    (SealRefused, _REFUSED),
    (NobodyToErase, Kind(
        "unknown-person", 404, "There is no such person on record", "Nobody of this person_id, or not any more.")),
    (ScheduleUnreadable, INVALID),
    (ledger.ConflictingWrite, _CONFLICT),
    (ledger.RegisterConflict, _CONFLICT),
    (ledger.IdempotencyKeyReused, Kind(
        "idempotency-key-reused", 422, "The idempotency key was used before",
        "Another request was sent with this Idempotency-Key. Take a new key for a new request.")),
    (ledger.LedgerBusy, Kind(
        "ledger-busy", 503, "The ledger is being written to", "Nothing was recorded. Ask again after Retry-After.")),
    (ledger.LedgerError, Kind(
        "ledger-unusable", 500, "The ledger cannot do this", "Whoever runs the server is to look at the detail.")),
    (ledger.NoSpace, _NO_SPACE),
    (ledger.DatabaseUnavailable, _UNAVAILABLE),
    (NoSuchRecord, Kind(
        "unknown-observation", 404, "The family has no such observation",
        "None of this name counts for the family now: look at it as it is.")),
    (NotObserved, Kind(
        "not-observed", 422, "The observation cannot be recorded as it stands",
        "Nothing was recorded. The detail says which field is wrong, as for a row of an extract.")),
    (intake.IntakeError, Kind(
        "pack-unusable", 422, "The extract cannot be read", "Nothing was recorded. The detail says what to mend.")),
    (SchemeError, Kind(
        "scheme-unreadable", 500, "A scheme's rules cannot be understood",
        "The rules that come with the program, or were kept with the ledger, cannot be read.")),
)  # fmt: skip

KINDS = tuple(dict.fromkeys((
    UNEXPECTED, INVALID, TOO_MANY,
    _NO_SPACE, _UNAVAILABLE, _FORBIDDEN_FILE, *(kind for _, kind in _TABLE))))  # fmt: skip
"""Every kind that an error of any room can be of."""


def kind_of(error: BaseException) -> Kind | None:
    """None for an error that nobody foresaw."""
    for known, kind in _TABLE:
        if isinstance(error, known):
            return kind
    if isinstance(error, PermissionError):
        return _FORBIDDEN_FILE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _NO_SPACE
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG):
        return _FORBIDDEN_FILE
    return None


def message_of(error: BaseException) -> str:
    """What happened and what to do, in one line. Only for an error that `kind_of` knows."""
    if isinstance(error, OSError):
        return _file_message(error)
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return first.rstrip(":").rstrip()


def _file_message(error: OSError) -> str:
    place = error.filename or "A file"
    if isinstance(error, PermissionError):
        return f"{place} may not be used by this account: ask for the right to, or choose another place."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({error.filename or 'while writing'}): free some space, and run this again."
    return f"{place} cannot be used ({error.strerror}): choose another place."
