"""Foreign file formats of bookings."""
