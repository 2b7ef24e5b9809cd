"""Everything that can happen in a ledger, as immutable events under explicit, versioned topics.

The registry is closed: a stored event whose topic is not in `TOPICS` cannot be read, and no topic names a module, so
code can move without touching history. A changed meaning gets a new version of the topic beside the old one.
"""

from domain.events import (
    agency_people,
    authority,
    casework,
    claims,
    erasure,
    family,
    money,
    moving,
    planning,
    returns,
)
from domain.events.event import TOPICS, Event, event_from, topic_of

__all__ = [
    "TOPICS", "Event", "agency_people", "authority", "casework", "claims", "erasure", "event_from", "family", "money",
    "moving", "planning", "returns", "topic_of",
]
