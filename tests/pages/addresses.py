"""Where every page is looked at in a browser, in the states that it may be in. One that is nowhere here fails a test.

`FULL` is the ledger of the small pack; `CLAIMED` the same when a return was paid; `ODD` has what pages have to bear;
`EMPTY` nothing; `SAMPLED` is what a spot checker sees of `CLAIMED`. `{claim}` stands for one that is in the sample.
"""

from __future__ import annotations

from tests.api.samples import ATTACHED
from tests.pages.odd_packs import LONG, LONG_RECORD, MANY, RIGHT_TO_LEFT

RETURN = "/returns/2014-03-31"
_PLAN = "troubled-families-2012%2Boxfordshire-bulletin"

FULL = (
    "/", "/?on=2014-03-31&known=now", "/families?on=2014-03-31", "/families?reference=nobody", "/families?known=1",
    "/families?on=2012-07-01&standing=nearly", f"/families/{ATTACHED}?on=2012-10-29",
    f"/families/{ATTACHED}?on=2014-03-31&why=CAE&part=observations",
    f"/families/{ATTACHED}?on=2012-10-29&record=interventions",
    f"/families/{ATTACHED}?scheme=supporting-families-2022", f"/families/{ATTACHED}/changed?then=1&on=2012-10-29",
    "/changed?then=1&on=2012-10-29", "/schemes?on=2014-03-31", "/schemes?scheme=supporting-families-2022",
    f"/schemes/compared?second={_PLAN}", f"/schemes/tried?family={ATTACHED}&on=2012-10-29&second={_PLAN}",
    "/money?on=2014-03-31", "/forecast?on=2014-03-31", "/savings?on=2015-05-31&months=6", "/actions?on=2014-03-31",
    "/national", "/savings/unit-costs",
    "/nowhere", "/?on=nonsense", "/families/NO-SUCH",
)  # fmt: skip
CLAIMED = (
    "/claims", "/claims?find=nobody", "/claims/{claim}", "/returns", RETURN, f"{RETURN}?known=2",
    "/returns?scheme=supporting-families-2022", "/returns/2014-05-31/proposal", "/at-risk", "/extracts", "/extracts/1",
    "/extracts/1/correct", "/extracts/999", "/audit", "/audit/sample?seed=x&by=result", "/audit/recheck",
    "/audit/access", "/audit/access?since=nonsense", "/audit/checkpoints", "/audit/checkpoints/check", "/api",
)  # fmt: skip
SAMPLED = ("/sample", "/sample?known=2", "/sample/{claim}", "/sample/NO-SUCH")
ODD = (
    "/", "/families", f"/families/{MANY}", f"/families/{LONG}", f"/families/{RIGHT_TO_LEFT}", "/matching?names=yes",
    f"/matching/record?record=police/{LONG_RECORD}", "/matching/record?record=police/R1", "/matching/families",
    "/casework?on=2014-03-31", "/casework/reviews?on=2014-03-31", "/casework/caseloads?on=2014-03-31",
    "/what-works?on=2014-03-31", "/districts?on=2014-03-31", f"/families/{RIGHT_TO_LEFT}?record=withdrawals",
)  # fmt: skip
EMPTY = (
    "/", "/families", "/changed", "/schemes", "/matching", "/matching/links", "/matching/families", "/claims",
    "/returns", "/at-risk", "/extracts", "/audit", "/audit/recheck", "/audit/checkpoints", "/casework",
    "/casework/reviews", "/casework/caseloads", "/what-works", "/after-the-claim", "/districts",
    "/money", "/forecast", "/savings", "/actions",
)  # fmt: skip
ELSEWHERE = {
    "/sign-in": "tests/pages/test_in_a_browser.py, where nobody has signed in",
    "/extracts/deliveries/{number}": "tests/pages/test_journeys.py, while an extract is loaded",
}
"""Pages that are looked at on the way of a test of their own."""
EVERYWHERE = (*FULL, *CLAIMED, *SAMPLED, *ODD, *EMPTY)
