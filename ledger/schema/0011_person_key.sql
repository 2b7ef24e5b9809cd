-- Every person's own key, wrapped by the master key. What events say of a person is sealed with it; without it nothing
-- of that can be read, here or in any backup. Erasing a person deletes the row.

CREATE TABLE person_key (
    person  text  NOT NULL PRIMARY KEY,
    wrapped bytea NOT NULL
);

-- Who was erased. No key is ever made again for these, and a key that a restored backup brings back is destroyed. The
-- same list is kept in a file beside the master key, because a backup of this table may be older than the erasure.
CREATE TABLE erased_person (
    person     text        NOT NULL PRIMARY KEY,
    reason     text        NOT NULL,
    decided_by text        NOT NULL,
    erased_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The way from a family to its people, whose keys are read ahead when families are folded one after the other.
CREATE INDEX membership_of_family ON membership (family, person);
