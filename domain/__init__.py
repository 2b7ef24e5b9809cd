"""What is true of families, observations and rules: pure functions and values, no database, no clock, no other room."""
