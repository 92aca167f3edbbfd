"""Pages of parties, one module a group of pages."""
