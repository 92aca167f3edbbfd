"""Carrying out and settling a grant: the holder's report, its acceptance, what comes back, the end by two persons."""
