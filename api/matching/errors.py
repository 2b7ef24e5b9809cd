"""What can go wrong with matching: one class for each thing that a user can do about it."""

from __future__ import annotations

from api.errors import AskedWrongly, Unknown


class RecordUnknown(Unknown):
    """The agency has sent nobody of this id: write it as AGENCY/ID, as in the queue."""


class NobodyLikeThat(Unknown):
    """Nobody of ours has this person_id: see the queue, or people.csv."""


class NoSuchHousehold(Unknown):
    """The people named are not proposed as a household: see `outcomes matching families`."""


class WeightsUnusable(AskedWrongly):
    """The weight above which is linked must not be below that above which a person is asked."""


class NoFamilyNamed(AskedWrongly):
    """A proposal is confirmed as a family: say which, one on record or a new one."""
