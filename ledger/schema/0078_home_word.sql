-- What an agency's record may have in common with others of its home, each by a keyed hash: an address, a household of
-- the agency, or who it is (name and birthday, which make two records one person). None for a restricted record. So the
-- people of one home are found by an index, and nobody who has these tables alone can read where anyone lives.
CREATE TABLE home_word (
    lookup bytea NOT NULL,
    record text  NOT NULL,
    kind   text  NOT NULL CHECK (kind IN ('address', 'household', 'person')),
    PRIMARY KEY (lookup, record)
);

CREATE INDEX home_word_record ON home_word (record);

-- Whether they are entered: rows from before get theirs when families are next proposed.
ALTER TABLE agency_person ADD COLUMN homes_entered boolean NOT NULL DEFAULT false;

CREATE INDEX agency_person_without_homes ON agency_person (pseudonym) WHERE NOT homes_entered;
