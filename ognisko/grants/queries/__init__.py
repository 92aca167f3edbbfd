"""Reads of grants."""
