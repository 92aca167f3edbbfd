"""Template filters of sessions."""
