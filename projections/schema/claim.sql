-- Every claim that was ever made, as it stands: its status, what it is for, what was paid and not given back, and
-- while it is at risk what it would be decided as now, and the position of the event that did it (0: a merging).

CREATE TABLE "claim" (
    claim        text    NOT NULL,
    family       uuid    NOT NULL,
    scheme       text    NOT NULL,
    result       text    NOT NULL,
    main         boolean NOT NULL,
    round_on     date    NOT NULL,
    amount_pence bigint  NOT NULL,
    paid_pence   bigint  NOT NULL,
    status       text    NOT NULL,
    sampled      boolean NOT NULL,
    prepared_by  text    NOT NULL,
    prepared_at  bigint  NOT NULL,
    changed_at   bigint  NOT NULL,
    risk_verdict text,
    risk_fact    bigint,
    risk_why     text,
    CONSTRAINT "claim_key" PRIMARY KEY (claim)
);

CREATE INDEX IF NOT EXISTS "claim_of_family" ON "claim" (family);

CREATE INDEX IF NOT EXISTS "claim_of_round" ON "claim" (scheme, round_on);

CREATE INDEX IF NOT EXISTS "claim_in_order" ON "claim" (scheme, claim COLLATE "C");

CREATE INDEX IF NOT EXISTS "claim_at_risk" ON "claim" (scheme, claim COLLATE "C") WHERE risk_why IS NOT NULL;
