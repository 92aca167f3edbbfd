"""Figures, indicators and report documents: reads the ledger, records no activity."""
