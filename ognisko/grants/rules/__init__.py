"""What calls, reviews, rankings and grant money follow: pure, without ORM; every limit is a setting of the call."""

CALL, APPLICATION, POSTING = 61, 62, 63
"""Numbers of the records that count, for ever: entries of the ledger carry them."""

CALLS = 1
"""The kind of activity that the ledger keeps with what happened in a call."""

FIRST_TOPIC = 1000
"""Topics of the ledger are one row of numbers: kinds of advice stand below, programmes from here on."""
