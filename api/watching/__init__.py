"""What is watched of a running server: its health, its numbers, and one line for each request. Never of whom."""
