"""The HTTP API: one module for each resource, one table from errors to problems (api.known_errors)."""
