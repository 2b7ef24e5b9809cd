"""What every page stands in: who is looking, the two clocks, forms, layout, and what is said when it goes wrong."""
