"""The page at /api/: the seven questions for people, answered by the functions that answer programs
(`catalog/api/questions.py`)."""
