-- The links of agencies' records in the order in which they were made, the newest found first; and whose they are.
--
-- `stream` is that of the record's events, which are found by it and not the other way round. Made with the row; rows that
-- were entered before get theirs when links are first listed.

CREATE INDEX event_link ON event (notification_id) WHERE topic = 'agency-person.linked.v1';

ALTER TABLE agency_person ADD COLUMN stream uuid;

CREATE INDEX agency_person_stream ON agency_person (stream);

CREATE INDEX agency_person_without_stream ON agency_person (pseudonym) WHERE stream IS NULL;
