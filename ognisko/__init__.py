"""Ognisko runs a support centre for civic organisations: record once, where it happens; count always."""

__version__ = "0.1.0"
