"""What people thought of titles, out of files that others wrote."""
