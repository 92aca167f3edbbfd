"""Filters of the pages of parties."""
