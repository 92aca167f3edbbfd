"""Forms of projects and offices: clean input, never save."""
