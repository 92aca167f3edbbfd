"""What the README's claims on speed are measured with: always a ratio to a stated yardstick in the same run."""
