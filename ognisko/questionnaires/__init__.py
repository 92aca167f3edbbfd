"""Questionnaires: definitions, answer sheets, and the expressions between them; one engine for all that is asked."""
