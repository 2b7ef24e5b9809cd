"""The API, version 1: one module for each resource, and its answers field by field in `models`."""
