"""Work with families: recording it, and reading it back."""
