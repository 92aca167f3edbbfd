"""Forms of programmes, calls and what the public asks."""
