"""Template filters of grants."""
