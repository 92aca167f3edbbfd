"""Each command in a file of its own name."""
