-- Every referral of a family in to the programme or out of it, with the last answer; empty while it waits.

CREATE TABLE "referral" (
    family      uuid   NOT NULL,
    entry       text   NOT NULL,
    direction   text   NOT NULL,
    agency      text   NOT NULL,
    need        text   NOT NULL,
    referred_on date   NOT NULL,
    answered_on date,
    answer      text,
    known_at    bigint NOT NULL,
    CONSTRAINT "referral_key" PRIMARY KEY (family, entry)
);

CREATE INDEX IF NOT EXISTS "referral_by_agency" ON "referral" (agency);

CREATE INDEX IF NOT EXISTS "referral_by_day" ON "referral" (referred_on);
