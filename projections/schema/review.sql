-- Every review of a case by a board; by `next_on` the board wants to see it again.

CREATE TABLE "review" (
    family      uuid   NOT NULL,
    entry       text   NOT NULL,
    board       text   NOT NULL,
    reviewed_on date   NOT NULL,
    decision    text   NOT NULL,
    next_on     date,
    known_at    bigint NOT NULL,
    CONSTRAINT "review_key" PRIMARY KEY (family, entry)
);

CREATE INDEX IF NOT EXISTS "review_by_board" ON "review" (board);

CREATE INDEX IF NOT EXISTS "review_by_day" ON "review" (reviewed_on);
