"""Filters of the pages of desk."""
