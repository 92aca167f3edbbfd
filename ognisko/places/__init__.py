"""Places: the units of Poland's territorial register (TERC) and countries, known everywhere by one integer."""
