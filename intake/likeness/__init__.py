"""How alike two records of people are: a model trained once and kept as data, and the comparing itself."""
