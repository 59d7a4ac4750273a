"""How well search finds what people look for: requests whose film is known, and where it stands.

requests (a file, checked) → gold (its films here) → search (the ranks) → metrics → report.
"""
