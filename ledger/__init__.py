"""How events are kept: the log, the identity register beside it, and the ledgers of a database."""
