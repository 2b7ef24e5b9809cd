-- Lists of families go on from the last one shown, in the order of their ids by bytes.
CREATE INDEX family_in_order ON family (family_id COLLATE "C");
