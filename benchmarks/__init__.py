"""How fast and how big the site is, measured on real servers. Run by `make bench`; never a test."""
