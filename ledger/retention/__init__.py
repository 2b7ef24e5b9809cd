"""How long what is said of people may be kept: dated rules by kind of record, and a report of what falls due."""
