"""Foreign formats of questionnaires and of their answers."""
