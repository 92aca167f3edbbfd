"""What people come to do, done in a browser on a running demo centre."""
