-- The key that signs tokens can be exchanged: a ledger takes tokens of several, each until it is retired.

-- Which key a token was signed with; not known of those made before.
ALTER TABLE token ADD key text;

-- A key that is retired is never taken again.
ALTER TABLE token_key ADD taken_by text;
ALTER TABLE token_key ADD retired_at timestamptz;
ALTER TABLE token_key ADD retired_by text;

CREATE FUNCTION refuse_change_of_token_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'UPDATE' AND old.retired_at IS NULL
        AND to_jsonb(new) - 'retired_at' - 'retired_by' = to_jsonb(old) - 'retired_at' - 'retired_by' THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'keys of tokens are taken and retired, and otherwise never change: % on table %.% is refused',
        tg_op, tg_table_schema, tg_table_name USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER token_keys_are_only_retired
    BEFORE UPDATE OR DELETE ON token_key FOR EACH ROW EXECUTE FUNCTION refuse_change_of_token_key();
CREATE TRIGGER token_keys_are_never_emptied
    BEFORE TRUNCATE ON token_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_token_key();
ALTER TABLE token_key ENABLE ALWAYS TRIGGER token_keys_are_only_retired;
ALTER TABLE token_key ENABLE ALWAYS TRIGGER token_keys_are_never_emptied;
