-- The log: every event of this ledger, once, for ever.
--
-- Four numbers are kept apart. `originator_version` counts the events of one stream. `notification_id` is the position
-- in the log: ordered as committed, never used twice, with gaps where a save was refused, so never a count. `leaf` is
-- the place in the Merkle tree: from 0, without gaps. `recorded_at` is when the ledger knew, by the server's clock; it
-- never runs backwards along the log, and all events of one save share it.
--
-- Every writer holds the ledger's advisory lock (ledger/appending.py) from before it takes these numbers until it has
-- committed; that is what makes the order of positions the order of commits. Nothing may refer to this table by a
-- foreign key: its row locks would make writers wait for readers.

CREATE TABLE event (
    notification_id    bigserial   NOT NULL,
    leaf               bigint      NOT NULL,
    originator_version bigint      NOT NULL CHECK (originator_version > 0),
    recorded_at        timestamptz NOT NULL,
    originator_id      uuid        NOT NULL,
    topic              text        NOT NULL,
    state              bytea       NOT NULL,
    CONSTRAINT event_stream_version PRIMARY KEY (originator_id, originator_version)
);

CREATE UNIQUE INDEX event_position ON event (notification_id);

-- Also the way to the position of an instant: leaves are dense and times sorted by them, so it is found by halving.
CREATE UNIQUE INDEX event_leaf ON event (leaf);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'recorded events never change: % on table %.% is refused', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a further event that says what is so now.';
END
$$;

CREATE TRIGGER recorded_events_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Also for replication roles, which skip ordinary triggers.
ALTER TABLE event ENABLE ALWAYS TRIGGER recorded_events_never_change;
