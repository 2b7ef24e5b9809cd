-- Who looked at a family, beside the history of what was recorded and decided; and how far claims were decided again.

-- One row for every document made of a family, such as the trail of a claim: who, when, which view, and for what.
CREATE TABLE access_log (
    entry     bigserial   NOT NULL PRIMARY KEY,
    looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by        text        NOT NULL,
    family    uuid        NOT NULL,
    view      text        NOT NULL,
    subject   text,
    purpose   text
);

CREATE INDEX access_log_family ON access_log (family, entry);

CREATE FUNCTION refuse_change_of_access_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who looked stays on record: % on table %.% is refused', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER access_log_never_changes
    BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access_log();

-- Also for replication roles, which skip ordinary triggers.
ALTER TABLE access_log ENABLE ALWAYS TRIGGER access_log_never_changes;

-- Up to which position every standing claim has been decided again, so that only families that changed since are.
CREATE TABLE rechecked (
    only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint  NOT NULL
);

INSERT INTO rechecked (position) VALUES (0);
