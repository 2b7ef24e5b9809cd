-- Every event of every family in one plain sentence. People are pseudonyms in braces, for a reader with the right to
-- know to replace. Events never change, so rows are only ever added.

CREATE TABLE "trail" (
    family      uuid        NOT NULL,
    version     bigint      NOT NULL,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    by          text        NOT NULL,
    topic       text        NOT NULL,
    sentence    text        NOT NULL,
    CONSTRAINT "trail_key" PRIMARY KEY (family, version)
);
