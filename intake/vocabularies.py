"""The words that cells may hold."""

EXCLUSIONS = ("fixed", "permanent")
EDUCATION_STATUSES = ("pru", "alternative-provision", "not-on-roll", "school-concern")
ASB_CATEGORIES = ("incident", "asbo", "injunction", "abc", "housing")
BENEFITS = ("JSA", "ESA", "IS", "IB", "CA", "SDA", "UC")
PAID_BY = ("work-programme", "esf")
WORK_STEPS = ("work-programme-volunteered", "esf-attached")
SEXES = ("female", "male", "other")

KNOWN_NEEDS = frozenset(
    (
        "police-callout",
        "child-protection-plan",
        "child-in-need",
        "child-in-care",
        "early-help",
        "domestic-abuse",
        "mental-health",
        "substance-misuse",
        "missing",
        "homelessness",
        "debt",
        "neet",
        "eviction-risk",
        "exploitation-risk",
        "prison-release",
        "vulnerable-mother",
        "high-cost",
        "sen-unmet",
        "expectant-parent",
        "new-parent-support",
        "early-physical-health",
        "early-development",
        "disability-or-health",
        "parenting-support",
        "parental-conflict",
        "child-violence",
        "young-carer",
        "abuse-neglect",
        "sexual-exploitation",
        "criminal-exploitation",
        "radicalisation",
        "harm-outside-home",
        "youth-at-risk",
        "domestic-abuse-perpetrator",
        "domestic-abuse-child",
        "temporary-accommodation",
        "excluded-from-home",
    )
)
"""What the three schemes ask about. The vocabulary is open: an authority's overlay may ask about more."""
