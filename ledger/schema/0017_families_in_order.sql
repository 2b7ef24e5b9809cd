-- Families in the order in which lists have them, by bytes, whatever the server's own order: the next few after one are
-- found by index, so that a part of a list costs what the part costs.

CREATE INDEX family_in_order ON family (family_id COLLATE "C");
