-- People as agencies know them: one row for each agency's own record of a person, sealed with that record's own key.
--
-- `lookup` is a keyed hash of the agency and its own id; `compared` says whether it was since what is known of who it is
-- last changed. `standing` and `linked_to` follow from the events and from what was compared last; they are here so that
-- what is still to be looked at is found without folding every stream. `why` says in a word why a person is asked.

CREATE TABLE agency_person (
    pseudonym text    NOT NULL PRIMARY KEY,
    agency    text    NOT NULL,
    lookup    bytea   NOT NULL CONSTRAINT agency_person_registered_once UNIQUE,
    sealed    bytea   NOT NULL,
    compared  boolean NOT NULL DEFAULT false,
    standing  text    NOT NULL DEFAULT 'new' CHECK (standing IN ('new', 'linked', 'queued', 'apart')),
    why       text,
    linked_to text,
    CHECK ((standing = 'linked') = (linked_to IS NOT NULL))
);

CREATE INDEX agency_person_standing ON agency_person (standing, agency);
CREATE INDEX agency_person_not_compared ON agency_person (pseudonym) WHERE NOT compared;
CREATE INDEX agency_person_linked ON agency_person (linked_to) WHERE linked_to IS NOT NULL;

-- Who has which UPN or NI number, by a keyed hash of it. `subject` is a person or an agency's record.
CREATE TABLE identifier (
    lookup  bytea NOT NULL,
    subject text  NOT NULL,
    PRIMARY KEY (lookup, subject)
);

CREATE INDEX identifier_subject ON identifier (subject);

-- What waits for a person: an agency's record beside one of our people, and how alike they are. No history: worked out
-- from what the register holds, again whenever that changes, and gone when either is erased. `sealed` holds the
-- comparisons, with the key of our person.
CREATE TABLE likeness (
    record           text    NOT NULL,
    person           text    NOT NULL,
    weight_centibits integer NOT NULL,
    sealed           bytea   NOT NULL,
    PRIMARY KEY (record, person)
);

CREATE INDEX likeness_person ON likeness (person);

-- People of ours whom no program may link.
CREATE TABLE restricted_person (
    person text NOT NULL PRIMARY KEY
);

-- Whether a person was compared with the agencies' records since what is known of who it is last changed.
ALTER TABLE person ADD COLUMN compared boolean NOT NULL DEFAULT false;

CREATE INDEX person_not_compared ON person (pseudonym) WHERE NOT compared;
