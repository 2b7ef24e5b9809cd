"""A server that is not ours to start: whether it answers, and whether it is new enough."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ledger.postgres.errors import ServerTooOld, ServerUnreachable

OLDEST_MAJOR_VERSION = 15
CONNECT_SECONDS = 10


def check_server(url: str) -> None:
    """Raise `ServerUnreachable` or `ServerTooOld` unless the server at `url` can hold a ledger. Writes nothing."""
    place = _place(url)
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise ServerUnreachable(
            f"The database that DATABASE_URL names ({place}) does not answer: {_first_line(error)}. "
            "Start it, or correct DATABASE_URL, or unset it to use the embedded server."
        ) from error
    if version // 10_000 < OLDEST_MAJOR_VERSION:
        raise ServerTooOld(
            f"The database that DATABASE_URL names ({place}) is PostgreSQL {version // 10_000}; "
            f"the ledger needs {OLDEST_MAJOR_VERSION} or later. Upgrade it, "
            "or unset DATABASE_URL to use the embedded server."
        )


def _place(url: str) -> str:
    """The server in words that may be shown: never the password, nor a malformed url, which may hold one anywhere."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise ServerUnreachable(
            "DATABASE_URL is not an address that PostgreSQL understands (not shown here: it may hold a password). "
            "Write it as postgresql://user:password@host:5432/name."
        ) from None
    host, port, name = parts.get("host") or "local socket", parts.get("port") or 5432, parts.get("dbname") or "default"
    return f"database {name} on {host}, port {port}"


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
