"""Allocations of anything that can be taken for a time: an advisor's hour; later rooms, desks, equipment."""
