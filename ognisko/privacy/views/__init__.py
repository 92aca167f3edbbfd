"""Pages of what the RODO asks of a centre."""
