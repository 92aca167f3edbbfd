"""Users, login and global roles."""
