"""What it costs, beside what it is compared with: each module is a program that prints its own figures and ratios."""
