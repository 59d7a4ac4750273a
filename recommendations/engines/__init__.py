"""Ways to choose what to show next, one a file."""
