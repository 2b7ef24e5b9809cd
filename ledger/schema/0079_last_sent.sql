-- The day on which an agency last sent its record of a person, with news or without: from it is counted how long one that
-- is linked with nobody may be kept. Of rows from before it is taken to be today.
ALTER TABLE agency_person ADD COLUMN last_sent_on date NOT NULL DEFAULT current_date;
