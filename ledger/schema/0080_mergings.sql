-- Families found to be one are few: those of which it was ever said are found without looking through the log, so that
-- every list can say it.
CREATE INDEX event_merged ON event (originator_id) WHERE topic = 'family.merged.v1';
