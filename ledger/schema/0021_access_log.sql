-- The access log of every path, with lists as one entry each; and who works with which family.

-- A list is noted once: its filter as subject, and the position of the log that it was true as of, so that the families
-- in it can be told at any later time by asking the same again. `token` names the token by which they were let in.
ALTER TABLE access_log ALTER family DROP NOT NULL;
ALTER TABLE access_log ADD through text NOT NULL DEFAULT 'command line';
ALTER TABLE access_log ADD token text;
ALTER TABLE access_log ADD position bigint;
ALTER TABLE access_log ADD CHECK (family IS NOT NULL OR position IS NOT NULL);

CREATE INDEX access_log_by ON access_log (by, entry);
CREATE INDEX access_log_looked_at ON access_log (looked_at);

-- Who may look at a family because they work with it. The last row of a family and a worker counts.
CREATE TABLE assignment (
    entry    bigserial   NOT NULL PRIMARY KEY,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    family   uuid        NOT NULL,
    worker   text        NOT NULL,
    assigned boolean     NOT NULL,
    by       text        NOT NULL
);
CREATE INDEX assignment_worker ON assignment (worker, family, entry);
CREATE INDEX assignment_family ON assignment (family, worker, entry);

CREATE TRIGGER assignments_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON assignment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access_log();
ALTER TABLE assignment ENABLE ALWAYS TRIGGER assignments_never_change;
