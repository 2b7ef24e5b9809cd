-- The rule sets under which something was recorded, so that it can be decided again under exactly them, for ever.
--
-- `texts` are the canonical bytes of a rule set's files (JSON by file name, keys sorted, no spaces), of which `digest` is
-- the SHA-256 in hexadecimal: events name a rule set by it. Rows are added and never changed, like events.

CREATE TABLE rule_set (
    digest        text        NOT NULL PRIMARY KEY,
    scheme        text        NOT NULL,
    overlay       text,
    texts         bytea       NOT NULL,
    first_used_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT texts_are_those_of_the_digest CHECK (digest = encode(sha256(texts), 'hex'))
);

CREATE FUNCTION refuse_change_of_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule sets once used never change: % on table %.% is refused', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation',
              HINT = 'Changed rules have another digest, and are a row of their own.';
END
$$;

CREATE TRIGGER rule_sets_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_set
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_rule_set();

-- Also for replication roles, which skip ordinary triggers.
ALTER TABLE rule_set ENABLE ALWAYS TRIGGER rule_sets_never_change;
