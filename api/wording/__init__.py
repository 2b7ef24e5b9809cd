"""How days, figures, people and cells are written for people."""
