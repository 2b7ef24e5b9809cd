-- The commands that were carried out under a key, with what they recorded.
--
-- A row is written in the transaction of its events. A command repeated with its key (after a lost acknowledgement, or
-- by a client that asks twice) finds here what it did; the same key with another input is refused by `input_digest`.

CREATE TABLE idempotency (
    key            text        NOT NULL PRIMARY KEY,
    input_digest   bytea       NOT NULL,
    first_position bigint,
    last_position  bigint,
    events         bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
