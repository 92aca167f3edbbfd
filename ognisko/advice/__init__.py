"""Sessions of advice, individual education and animation."""
