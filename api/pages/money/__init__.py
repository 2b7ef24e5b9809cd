"""The money, the forecast, what it saves, and the action plan: what a programme board looks at."""
