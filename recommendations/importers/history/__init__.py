"""What somebody has watched and rated elsewhere, out of a file that they took along from there."""
