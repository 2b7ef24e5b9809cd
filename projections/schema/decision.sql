-- What each clause of each scheme says of each family, on every day at once. On a day in none of the three sets the
-- clause is not met; a row of which all three are empty is left out.
--
-- Every criterion, `eligibility`, and for a family attached to the scheme every measure, every kind of result and the
-- parts of each result (`CAE/3`). Quoted names are followed by `_next` while a rebuild fills new tables.
--
-- Families' ids are random, so the key begins with the family: what is written of one lies on a page or two of it,
-- however many others there are. The rows of one clause, which lie together, are found by the second index. Their sets of
-- days have no index: most days are in most sets, so looking at each row of a clause is quicker than finding some.

CREATE TABLE "decision" (
    scheme     text           NOT NULL,
    clause     text           NOT NULL,
    family     uuid           NOT NULL,
    met        datemultirange NOT NULL,
    unknown    datemultirange NOT NULL,
    irrelevant datemultirange NOT NULL,
    CONSTRAINT "decision_key" PRIMARY KEY (family, scheme, clause)
);

CREATE INDEX IF NOT EXISTS "decision_of_clause" ON "decision" (scheme, clause);
