-- Who was given a way in: the tokens made for this ledger (never their text), and the key that signs them.

-- A token that is not here was not made by the program, and one that is revoked lets nobody in.
CREATE TABLE token (
    id         text        NOT NULL PRIMARY KEY,
    name       text        NOT NULL,
    roles      text[]      NOT NULL,
    scopes     text[]      NOT NULL,
    sample     text,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_by    text        NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by text
);

-- The public halves of the keys whose tokens this ledger takes: nobody can bring a key of their own.
CREATE TABLE token_key (
    id       text        NOT NULL PRIMARY KEY,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION refuse_change_of_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'UPDATE' AND old.revoked_at IS NULL
        AND to_jsonb(new) - 'revoked_at' - 'revoked_by' = to_jsonb(old) - 'revoked_at' - 'revoked_by' THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'tokens are made and revoked, and otherwise never change: % on table %.% is refused',
        tg_op, tg_table_schema, tg_table_name USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER tokens_are_only_revoked
    BEFORE UPDATE OR DELETE ON token FOR EACH ROW EXECUTE FUNCTION refuse_change_of_token();
CREATE TRIGGER tokens_are_never_emptied
    BEFORE TRUNCATE ON token FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_token();
ALTER TABLE token ENABLE ALWAYS TRIGGER tokens_are_only_revoked;
ALTER TABLE token ENABLE ALWAYS TRIGGER tokens_are_never_emptied;
