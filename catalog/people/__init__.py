"""People: how they are found, and what their pages say of them."""
