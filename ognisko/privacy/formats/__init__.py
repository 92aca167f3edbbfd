"""The ready set of activities, and documents for print."""
