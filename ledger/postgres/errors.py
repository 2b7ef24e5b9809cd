"""Why there is no database: one class for each thing that a user can do about it."""


class DatabaseUnavailable(Exception):
    """No database can be had. The message says what happened, to which folder or server, and what to do."""


class AccountUnusable(DatabaseUnavailable):
    """Under root, there is no other account to run the server under: run as an ordinary user."""


class BinariesMissing(DatabaseUnavailable):
    """There is no embedded PostgreSQL on this machine: install it, or name a server by DATABASE_URL."""


class FolderUnusable(DatabaseUnavailable):
    """The data folder cannot be written, reached or taken for ours: put that right, or choose another."""


class FolderOfOtherVersion(DatabaseUnavailable):
    """The data folder was made by another major version of PostgreSQL: upgrade it, or choose another."""


class NoSpace(DatabaseUnavailable):
    """The disk that holds the data folder is full: free some space."""


class ServerBusy(DatabaseUnavailable):
    """Another command has been starting or stopping the server for too long: wait for it, or end it."""


class ServerNotStarted(DatabaseUnavailable):
    """The embedded server ended while it was starting: its log says why."""


class ServerNotReady(DatabaseUnavailable):
    """The embedded server runs and does not answer in time: wait for its recovery, or read its log."""


class ServerUnreachable(DatabaseUnavailable):
    """The server that DATABASE_URL names does not answer: start it, or correct the address."""


class ServerTooOld(DatabaseUnavailable):
    """The server that DATABASE_URL names lacks what the ledger needs: use a newer one."""
