"""What readers ask. Without `known` of the tables, by SQL; with it of the log, folded as it was known at that position.

Both ways give rows of the same types, made by the same functions.
"""

from projections.queries.claiming import claimable
from projections.queries.eligible import eligibility
from projections.queries.explaining import Evidence, Explanation, explanation
from projections.queries.histories import Told, history
from projections.queries.pacing import Pace, pace
from projections.queries.programmes import Claims, Round, programme
from projections.queries.results import ClaimableRow, EligibilityRow
from projections.queries.state import Parked, Status, status

__all__ = [
    "ClaimableRow",
    "Claims",
    "EligibilityRow",
    "Evidence",
    "Explanation",
    "Pace",
    "Parked",
    "Round",
    "Status",
    "Told",
    "claimable",
    "eligibility",
    "explanation",
    "history",
    "pace",
    "programme",
    "status",
]
