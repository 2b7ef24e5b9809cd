-- Extracts that were sent to be loaded while their sender does something else: how far each has come, one row each. What
-- was sent lies in a folder of the server's disk until it is loaded; nothing of its rows is here.

CREATE TABLE delivery (
    delivery       bigserial   NOT NULL PRIMARY KEY,
    folder         text        NOT NULL,
    file           text        NOT NULL,
    kind           text,
    only_tried     boolean     NOT NULL,
    sent_by        text        NOT NULL,
    correlation_id text        NOT NULL,
    sent_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts       integer     NOT NULL DEFAULT 0,
    doing          text        NOT NULL DEFAULT 'waiting',
    rows_done      integer     NOT NULL DEFAULT 0,
    rows_expected  integer     NOT NULL DEFAULT 0,
    told_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at    timestamptz,
    answer         jsonb,
    problem        jsonb,
    CONSTRAINT finished_with_an_answer_or_a_problem
        CHECK ((finished_at IS NOT NULL) = (num_nonnulls(answer, problem) = 1))
);

CREATE INDEX delivery_unfinished ON delivery (delivery) WHERE finished_at IS NULL;
