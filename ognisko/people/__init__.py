"""Parties: persons, groups and organisations, and what is known of them."""
