"""How many families will be claimable when: from how long it took those before them. docs/forecast.md."""
