-- Each day of the access log as a tree of its own, its root signed with the ledger's key (ledger/proof/access_days.py).

CREATE TABLE access_seal (
    day       date        NOT NULL PRIMARY KEY,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    note      text        NOT NULL
);

CREATE TRIGGER access_seals_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON access_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access_log();
ALTER TABLE access_seal ENABLE ALWAYS TRIGGER access_seals_never_change;
