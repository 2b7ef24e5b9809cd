"""The words that agencies' records use for what they say, where the list of these is closed."""

from __future__ import annotations

from collections.abc import Mapping

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "exclusions": ("fixed", "permanent"),
    "education_status": ("pru", "alternative-provision", "not-on-roll", "school-concern"),
    "asb": ("incident", "asbo", "injunction", "abc", "housing"),
    "benefits": ("JSA", "ESA", "IS", "IB", "CA", "SDA", "UC"),
    "employment": ("work-programme", "esf"),
    "work_steps": ("work-programme-volunteered", "esf-attached"),
}
"""By kind of record. Needs are not here: theirs is an open list, which a local plan may add to."""
