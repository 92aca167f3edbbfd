"""Pure helpers without models: what every floor may import and nothing here imports back."""
