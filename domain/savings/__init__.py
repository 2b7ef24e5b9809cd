"""What families cost before and after attachment, at unit costs that the authority supplies. docs/savings.md."""
