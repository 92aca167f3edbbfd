"""What the RODO asks of a centre: the processing register, the breach log, bases and retention by project."""
