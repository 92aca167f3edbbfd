"""Clean input of grants."""
