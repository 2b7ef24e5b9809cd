"""One person in many agencies' systems: what an agency says of a person, and whom of ours it is about."""
