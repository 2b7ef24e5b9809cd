-- The post that leads the work with a family, from `from_on` until before `until_on`.

CREATE TABLE "lead_worker" (
    family   uuid   NOT NULL,
    name     text   NOT NULL,
    from_on  date   NOT NULL,
    until_on date,
    known_at bigint NOT NULL,
    CONSTRAINT "lead_worker_key" PRIMARY KEY (family, from_on)
);

CREATE INDEX IF NOT EXISTS "lead_worker_by_name" ON "lead_worker" (name);
