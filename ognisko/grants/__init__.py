"""Grants: calls, applications, reviews, ranking lists, agreements, payments and settlements."""
