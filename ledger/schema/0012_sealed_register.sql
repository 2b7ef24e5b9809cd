-- The identity register, sealed. Names, numbers and suppliers' keys stand nowhere in clear.
--
-- `lookup` is a keyed hash (BLAKE2b with the ledger's own key) by which a number that somebody has in hand is found;
-- `sealed` holds the row, AES-256-GCM with the person's own key, or the ledger's for a record that is of no person.

DO $$
BEGIN
    IF EXISTS (SELECT FROM person) OR EXISTS (SELECT FROM record) THEN
        RAISE EXCEPTION 'this ledger was filled by a version before the first release, and holds names in clear'
            USING HINT = 'Create a new ledger and load the extracts into it; then drop this one''s schema.';
    END IF;
END
$$;

ALTER TABLE person
    DROP COLUMN person_id, DROP COLUMN forename, DROP COLUMN surname, DROP COLUMN upn, DROP COLUMN nino,
    DROP COLUMN postcode,
    ADD COLUMN lookup bytea NOT NULL CONSTRAINT person_registered_once UNIQUE,
    ADD COLUMN sealed bytea NOT NULL;

ALTER TABLE record
    DROP COLUMN kind, DROP COLUMN supplier_key,
    ADD COLUMN lookup bytea NOT NULL CONSTRAINT record_registered_once UNIQUE,
    ADD COLUMN sealed bytea NOT NULL;

-- The way from a person to the records that go when the person is erased.
CREATE INDEX record_of_person ON record (person);
