-- One row for every family on record: how many events it has, the position of the last, and how many people and
-- observations now count.

CREATE TABLE "standing" (
    family       uuid    NOT NULL,
    version      bigint  NOT NULL,
    position     bigint  NOT NULL,
    members      integer NOT NULL,
    observations integer NOT NULL,
    CONSTRAINT "standing_key" PRIMARY KEY (family)
);
