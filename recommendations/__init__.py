"""Who liked what, and what to show next."""
