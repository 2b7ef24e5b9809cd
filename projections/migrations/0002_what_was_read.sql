-- Which log the tables have read, and how quickly.
--
-- `log_mark` is a hash over the first event of the log and the one at `position` (projections/same_log.py): whoever
-- moves the tables on refuses to do so along another log. NULL in tables that were made before this was kept: they are
-- marked when they next move on. `batch_events` and `batch_seconds` are of the last batch that was taken in.

ALTER TABLE projection
    ADD log_mark      bytea,
    ADD batch_events  bigint           NOT NULL DEFAULT 0,
    ADD batch_seconds double precision NOT NULL DEFAULT 0;
