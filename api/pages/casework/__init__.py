"""Casework: who leads the work, referrals, reviews, and what it comes to: districts, what works, after the claim."""
