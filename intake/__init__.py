"""How extracts come in: an authority's files are read, checked row by row, and what is wrong is handed back."""
