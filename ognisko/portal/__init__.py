"""Public pages that mix domains."""
