"""Files of others: bank transfers (Elixir-0, ISO 20022), transfers that the bank carried out, 360Giving."""
