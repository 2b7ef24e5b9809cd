-- A single save, in one exchange with the server: lock, append, remember the command, give out the news, commit.
--
-- Its transaction is the caller's, or the statement's own when there is none. Called in READ COMMITTED, so what it
-- reads after it has the lock is what the writers before it left. Bulk loading does the same by COPY (ledger/bulk.py).
-- Returns the positions in the order of the events; raises whatever the tables' constraints say.

CREATE FUNCTION append(
    lock_key bigint, lock_timeout text, channel text,
    streams uuid[], versions bigint[], topics text[], states bytea[],
    command_key text, command_digest bytea
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    positions bigint[];
BEGIN
    PERFORM set_config('lock_timeout', append.lock_timeout, true), pg_advisory_xact_lock(append.lock_key);

    IF cardinality(streams) > 0 THEN
        WITH head AS MATERIALIZED (
            SELECT coalesce(last.leaf, -1) AS leaf, greatest(clock_timestamp(), last.recorded_at) AS recorded_at
            FROM (VALUES (1)) AS one
            LEFT JOIN (SELECT leaf, recorded_at FROM event ORDER BY notification_id DESC LIMIT 1) AS last ON true
        ), appended AS (
            INSERT INTO event (leaf, originator_version, recorded_at, originator_id, topic, state)
            SELECT head.leaf + new.place, new.version, head.recorded_at, new.stream, new.topic, new.state
            FROM head, unnest(streams, versions, topics, states)
                WITH ORDINALITY AS new (stream, version, topic, state, place)
            ORDER BY new.place
            RETURNING notification_id
        )
        SELECT array_agg(notification_id ORDER BY notification_id) INTO positions FROM appended;
        PERFORM pg_notify(channel, '');
    END IF;

    IF command_key IS NOT NULL THEN
        INSERT INTO idempotency (key, input_digest, first_position, last_position, events)
        VALUES (command_key, command_digest, positions[1], positions[cardinality(positions)], cardinality(streams));
    END IF;

    RETURN coalesce(positions, '{}');
END
$$;
