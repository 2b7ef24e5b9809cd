-- How far the tables of this room have read the log, and which families could not be read.
--
-- `live` is what readers see; `next` is a rebuild under way beside it. The row of `live` is locked by whoever changes
-- the live tables, first thing in the transaction: the runner for a batch, a rebuild for its swap.

CREATE TABLE projection (
    name       text        NOT NULL PRIMARY KEY CHECK (name IN ('live', 'next')),
    version    text        NOT NULL,
    position   bigint      NOT NULL,
    filled     boolean     NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A family that could not be folded, with the position of its last event that could be. It has no rows
-- in the other tables, so that nobody decides on what was so before; `retry` asks the runner to try it again.
CREATE TABLE parked (
    family    uuid        NOT NULL PRIMARY KEY,
    position  bigint      NOT NULL,
    error     text        NOT NULL,
    retry     boolean     NOT NULL DEFAULT false,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
