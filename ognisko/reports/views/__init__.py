"""Pages of figures, reports, indicators and the ledger."""
