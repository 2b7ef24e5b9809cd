"""What concerns more than one authority: families that move, people claimed twice, and totals of the nation."""
