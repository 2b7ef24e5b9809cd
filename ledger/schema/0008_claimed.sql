-- What each standing claim holds, so that no other claim can have it: written in the transaction that records the claim.
--
-- `kind` is `main` or the name of a lesser result (its subject a family), `person` (a person counted in the claim) or
-- `funded` (one of the places that the scheme pays for). Several claims of one family may hold the same person or
-- place. It follows from the events; it is here because two transactions at one instant must not both find nothing in
-- their way. The rules are in domain/claims/holding.py, asked under the append lock; the index is the second guard.

CREATE TABLE claimed (
    scheme  text NOT NULL,
    kind    text NOT NULL,
    subject text NOT NULL,
    family  uuid NOT NULL,
    claim   text NOT NULL,
    CONSTRAINT claimed_by_one_claim PRIMARY KEY (scheme, kind, subject, claim)
);

CREATE UNIQUE INDEX claimed_once ON claimed (scheme, kind, subject) WHERE kind NOT IN ('person', 'funded');

CREATE INDEX claimed_subject ON claimed (subject);

CREATE INDEX claimed_by_claim ON claimed (claim);

-- The few events from which lists of attached families, claims and returns start: found without reading the whole log.
CREATE INDEX event_of_note ON event (topic, originator_id)
    WHERE topic IN ('family.attached.v1', 'family.claim-prepared.v1', 'return.opened.v1');
