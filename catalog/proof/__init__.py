"""The page that shows what was measured, on what, and how to measure it again."""
