"""So that `python -m ognisko.config.cli` is the command too."""

from ognisko.config.cli import main

main()
