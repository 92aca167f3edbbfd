"""Uploads, and the one download path that authorises."""
