-- Every intervention with a family; `ended_on` is its last day, empty while it goes on.

CREATE TABLE "intervention" (
    family     uuid   NOT NULL,
    entry      text   NOT NULL,
    kind       text   NOT NULL,
    provider   text   NOT NULL,
    intensity  text   NOT NULL,
    started_on date   NOT NULL,
    ended_on   date,
    how        text,
    known_at   bigint NOT NULL,
    CONSTRAINT "intervention_key" PRIMARY KEY (family, entry)
);

CREATE INDEX IF NOT EXISTS "intervention_by_kind" ON "intervention" (kind);

CREATE INDEX IF NOT EXISTS "intervention_by_provider" ON "intervention" (provider);
