"""The PostgreSQL server under the ledger: the one that `DATABASE_URL` names, or one embedded in the data folder."""

from ledger.postgres.database import database, serve
from ledger.postgres.errors import (
    AccountUnusable,
    BinariesMissing,
    DatabaseUnavailable,
    FolderOfOtherVersion,
    FolderUnusable,
    NoSpace,
    ServerBusy,
    ServerNotReady,
    ServerNotStarted,
    ServerTooOld,
    ServerUnreachable,
)
from ledger.postgres.scratch import scratch_server

__all__ = [
    "AccountUnusable",
    "BinariesMissing",
    "DatabaseUnavailable",
    "FolderOfOtherVersion",
    "FolderUnusable",
    "NoSpace",
    "ServerBusy",
    "ServerNotReady",
    "ServerNotStarted",
    "ServerTooOld",
    "ServerUnreachable",
    "database",
    "scratch_server",
    "serve",
]
