"""What can be counted over the whole catalogue."""
