-- Histories are read from the log itself, and no longer from a table of sentences.

DROP TABLE IF EXISTS trail, trail_next, trail_previous;
