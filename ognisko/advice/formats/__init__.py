"""Foreign formats that sessions come in."""
