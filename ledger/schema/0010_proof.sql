-- The log as a Merkle tree: its tiles, the last version of each stream, and the checkpoints that were signed.
--
-- Written by whoever seals (ledger/proof/checkpointing.py), never with the events, so that appending stays cheap. All
-- of it but the signatures can be derived from the event table again, and `outcomes check` does so.

-- Hashes of 256 neighbouring complete subtrees of 256^level leaves (c2sp.org/tlog-tiles), 32 bytes each; the last tile
-- of a level grows until it is full.
CREATE TABLE tile (
    level  smallint NOT NULL,
    number bigint   NOT NULL,
    hashes bytea    NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, number)
);
ALTER TABLE tile ALTER hashes SET STORAGE EXTERNAL;  -- hashes do not compress

-- The hash over the streams whose ids share their first 16 bits (ledger/proof/streams.py), at the last checkpoint.
CREATE TABLE stream_bucket (
    bucket integer NOT NULL PRIMARY KEY,
    hash   bytea   NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TABLE checkpoint (
    size      bigint      NOT NULL PRIMARY KEY,
    position  bigint      NOT NULL,
    sealed_at timestamptz NOT NULL,
    note      text        NOT NULL
);

-- Lines that witnesses add to a checkpoint: they say that they saw it, and that it goes on from what they saw before.
CREATE TABLE cosignature (
    size bigint NOT NULL,
    line text   NOT NULL,
    PRIMARY KEY (size, line)
);

CREATE FUNCTION refuse_other_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signed checkpoints never change: % on table %.% is refused', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation', HINT = 'Seal the log again.';
END
$$;

CREATE TRIGGER signed_checkpoints_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_checkpoint();
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER signed_checkpoints_never_change;

-- The ledger's own keys, each wrapped by the master key, which is never in the database. `master` names it.
CREATE TABLE ledger_key (
    name    text  NOT NULL PRIMARY KEY,
    master  text  NOT NULL,
    wrapped bytea NOT NULL,
    public  text
);
