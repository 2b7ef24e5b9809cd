"""What the programme saves: unit costs that the authority supplies, and what was counted before and after."""
