"""Files that a report is handed over as: pure functions from its view to bytes."""
