"""Pages of a settlement: the holder's report, and what officers do with it."""
