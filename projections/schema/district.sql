-- The district in which a family lives, from `from_on` until before `until_on`.

CREATE TABLE "district" (
    family   uuid   NOT NULL,
    name     text   NOT NULL,
    from_on  date   NOT NULL,
    until_on date,
    known_at bigint NOT NULL,
    CONSTRAINT "district_key" PRIMARY KEY (family, from_on)
);

CREATE INDEX IF NOT EXISTS "district_by_name" ON "district" (name);
