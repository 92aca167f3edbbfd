"""The command `ognisko`: each subcommand makes one call into an app's actions or queries and says what came of it.

Django and the apps are imported inside the subcommands, so that help and complaints about the environment are there
at once. Exit codes are part of the interface; EXIT_CODES is what people read.
"""

from ognisko.config.cli import data, keeping, ledger, people, running
from ognisko.config.cli.base import NO, UNAVAILABLE, WRONG_INPUT, Fault, main

__all__ = ["NO", "UNAVAILABLE", "WRONG_INPUT", "Fault", "data", "keeping", "ledger", "main", "people", "running"]
