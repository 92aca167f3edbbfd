"""Pages of sessions: the list, one session, the form, and the kinds."""
