-- The identity register: who the pseudonyms in events are. The only place that holds a name or a supplier's number.
--
-- It is no history: a name that a later extract corrects is overwritten, and an erased person's row is gone. Pseudonyms
-- are random, so nothing here can be derived from an event.

CREATE TABLE person (
    pseudonym text NOT NULL PRIMARY KEY,
    person_id text NOT NULL CONSTRAINT person_registered_once UNIQUE,
    forename  text,
    surname   text,
    upn       text,
    nino      text,
    postcode  text
);

CREATE TABLE family (
    pseudonym uuid NOT NULL PRIMARY KEY,
    family_id text NOT NULL CONSTRAINT family_registered_once UNIQUE
);

-- `supplier_key` is the supplier's record_id, or `content:` and the SHA-256 of the row where it has none. `person` and
-- `family` say whom the record is about now; a supplier's correction may move it.
CREATE TABLE record (
    pseudonym    text NOT NULL PRIMARY KEY,
    kind         text NOT NULL,
    supplier_key text NOT NULL,
    person       text,
    family       uuid,
    CONSTRAINT record_registered_once UNIQUE (kind, supplier_key)
);

-- The families in which a person has or had a stay, so that an observation of the person finds them.
CREATE TABLE membership (
    person text NOT NULL,
    family uuid NOT NULL,
    PRIMARY KEY (person, family)
);
