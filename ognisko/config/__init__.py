"""The top floor: settings, addresses, the command `ognisko` and the processes that it supervises."""
