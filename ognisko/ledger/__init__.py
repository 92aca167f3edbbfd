"""The append-only record of everything that counts; it knows the apps above only as numbers."""
