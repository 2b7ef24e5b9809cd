"""All of England, for those who may read the totals of every authority."""
