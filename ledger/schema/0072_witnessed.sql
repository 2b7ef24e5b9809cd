-- What this ledger, as a witness, saw last of the logs of others: it co-signs no checkpoint that does not go on from it.

CREATE TABLE witnessed (
    origin  text        NOT NULL PRIMARY KEY,
    key     text        NOT NULL,
    size    bigint      NOT NULL,
    note    text        NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
