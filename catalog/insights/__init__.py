"""What the catalogue as a whole says: counted in SQL, told in sentences, tables and charts.

Each topic is a module of two halves: `count_…` asks the database and returns plain numbers, which
are kept until the catalogue changes; `…_charts` says them in the reader's language.
"""
