-- Rejected rows that were corrected by hand and sent again: whose row it was, and in which line of which extract it came
-- back. Of what was changed only the names of the columns are here; what the row says now is in the event that it became.

CREATE TABLE correction (
    load           bigint      NOT NULL,
    line           integer     NOT NULL,
    digest         text        NOT NULL,
    corrected_line integer     NOT NULL,
    columns        text[]      NOT NULL,
    corrected_by   text        NOT NULL,
    corrected_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome        text        CHECK (outcome IN ('recorded', 'rejected')),
    PRIMARY KEY (load, line, digest)
);

CREATE INDEX correction_digest ON correction (digest);

CREATE TRIGGER corrections_are_kept
    BEFORE DELETE OR TRUNCATE ON correction
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE correction ENABLE ALWAYS TRIGGER corrections_are_kept;
