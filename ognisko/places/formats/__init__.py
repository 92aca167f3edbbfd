"""Foreign formats of places."""
