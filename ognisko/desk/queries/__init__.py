"""Reads of the staff pages that mix domains, one module a page."""
