"""The action plan: what was agreed to be done, by whom and when, and which measure of the programme it should move."""
