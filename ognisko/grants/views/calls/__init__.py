"""Programmes, calls, and what the public sees of them."""
