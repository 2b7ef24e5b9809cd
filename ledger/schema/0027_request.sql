-- What is kept of the requests of programs, beside the events that they recorded and in the same transaction.

-- Whoever follows an event back to the request that recorded it finds here under which correlation id it came. One row
-- for each save that recorded anything; a save's positions have no gaps, because the append lock is held meanwhile. It
-- is no part of what is signed: an event proves what was said and by whom, not by which request.
CREATE TABLE correlation (
    first_position bigint NOT NULL PRIMARY KEY,
    last_position  bigint NOT NULL CHECK (last_position >= first_position),
    correlation_id text   NOT NULL
);

CREATE TRIGGER correlations_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON correlation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE correlation ENABLE ALWAYS TRIGGER correlations_never_change;

-- What a repetition is to be answered, where the log does not say it: the counts of a load. It names nobody.
ALTER TABLE idempotency ADD COLUMN answer jsonb;

-- Keys are kept for a time (ledger/requests.py) and then taken away, oldest first.
CREATE INDEX idempotency_recorded_at ON idempotency (recorded_at);
