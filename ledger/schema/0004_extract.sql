-- Every loading of an extract's file, one row each, from when it began; one that was interrupted has no `finished_at`.

CREATE TABLE extract (
    load         bigserial   NOT NULL PRIMARY KEY,
    digest       text        NOT NULL,
    file         text        NOT NULL,
    kind         text        NOT NULL,
    loaded_by    text        NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at  timestamptz,
    read         integer     NOT NULL DEFAULT 0,
    recorded     integer     NOT NULL DEFAULT 0,
    corrected    integer     NOT NULL DEFAULT 0,
    repeated     integer     NOT NULL DEFAULT 0,
    rejected     integer     NOT NULL DEFAULT 0,
    blank        integer     NOT NULL DEFAULT 0,
    position     bigint,
    rejects_path text,
    CONSTRAINT every_row_accounted_for
        CHECK (finished_at IS NULL OR read = recorded + corrected + repeated + rejected + blank)
);

CREATE INDEX extract_digest ON extract (digest);
