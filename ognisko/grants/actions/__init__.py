"""Writes of grants."""
