"""What the programme saves: equal windows, unit costs with sources, and few families kept apart."""
