-- A rejects file that is put right where it lies no longer says what stood in it: which columns were changed is then not known.

ALTER TABLE correction ALTER COLUMN columns DROP NOT NULL;
