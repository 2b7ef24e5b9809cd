"""The forecast: what it says, how far it was right before, and the authority's share beside published ones."""
