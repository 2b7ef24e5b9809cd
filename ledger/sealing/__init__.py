"""Keys: what an event says of a person is sealed with that person's own, and forgotten when it is destroyed."""
