-- The words of people's names, each by a keyed hash, so that a family can be found by a member's name although no name
-- stands anywhere in clear.
CREATE TABLE name_word (
    lookup bytea NOT NULL,
    person text  NOT NULL,
    PRIMARY KEY (lookup, person)
);

CREATE INDEX name_word_person ON name_word (person);
