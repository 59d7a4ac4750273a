"""What titles exist and how to find them."""
