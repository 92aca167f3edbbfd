"""Component tags, base templates, style sheets and the few scripts of every page; knows no app above it."""
