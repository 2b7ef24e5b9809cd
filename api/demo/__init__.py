"""`outcomes demo`: the main job on the sample, its nine rounds, its schemes, and what a manager would ask."""
