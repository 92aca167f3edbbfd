"""Ranking lists, decisions of two persons, agreements, payments, money."""
