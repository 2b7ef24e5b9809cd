-- Every family's attachment to each scheme, as last said; `known_at` is the position of the event that said it.

CREATE TABLE "attached" (
    family          uuid   NOT NULL,
    scheme          text   NOT NULL,
    attached_on     date   NOT NULL,
    lead_worker     text,
    assessed_on     date,
    planned_on      date,
    closed_on       date,
    override_by     text,
    override_reason text,
    known_at        bigint NOT NULL,
    CONSTRAINT "attached_key" PRIMARY KEY (family, scheme)
);

CREATE INDEX IF NOT EXISTS "attached_by_day" ON "attached" (scheme, attached_on);
