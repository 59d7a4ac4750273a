"""Many titles out of few, made in Postgres: each is a mixture of two of those that are there."""

ADD = """
CREATE TEMPORARY TABLE numbered ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM catalog_movie;
ALTER TABLE numbered ADD PRIMARY KEY (n);
CREATE TEMPORARY TABLE mixture ON COMMIT DROP AS
    SELECT (SELECT max(id) FROM numbered) + g AS id, one.id AS one_id, two.id AS two_id
    FROM (SELECT g, (SELECT count(*) FROM numbered) AS size FROM generate_series(1, %(more)s) g) g
    JOIN numbered one ON one.n = g.g %% g.size
    JOIN numbered two ON two.n = (g.g::bigint * 7919 + g.g / g.size * 31) %% g.size;
INSERT INTO catalog_movie ({columns})
    SELECT mixture.id, left(one.title || ' ' || two.title, 500), left(
            one.title_key || ' ' || two.title_key, 300),
        left(one.description, length(one.description) / 2)
            || right(two.description, length(two.description) / 2),
        md5(mixture.id::text), md5(mixture.id::text),
        l2_normalize(one.embedding + two.embedding), {copied}
    FROM mixture
    JOIN catalog_movie one ON one.id = one_id
    JOIN catalog_movie two ON two.id = two_id;
INSERT INTO catalog_movie_genres (movie_id, genre_id)
    SELECT mixture.id, genre_id FROM mixture JOIN catalog_movie_genres ON movie_id = one_id;
INSERT INTO catalog_movie_countries (movie_id, country_id)
    SELECT mixture.id, country_id FROM mixture JOIN catalog_movie_countries ON movie_id = one_id;
"""

MIXED = ("id", "title", "title_key", "description", "text_hash", "embedding_hash", "embedding")


def grow_catalogue(titles: int) -> None:
    """Add titles with vectors until there are so many; indexes are built anew, statistics made."""
    from django.db import connection, transaction

    from catalog.models import Movie

    copied = [
        field.attname
        for field in Movie._meta.concrete_fields
        if field.attname not in MIXED and not field.generated
    ]
    statement = ADD.format(
        columns=", ".join([*MIXED, *copied]), copied=", ".join(f"one.{name}" for name in copied)
    )
    with connection.schema_editor() as editor:
        for index in Movie._meta.indexes:
            editor.remove_index(Movie, index)
    with transaction.atomic(), connection.cursor() as cursor:
        for part in statement.split(";\n"):
            if part.strip():
                cursor.execute(part, {"more": titles - Movie.objects.count()})
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '3GB'")  # the HNSW graph of a million
    with connection.schema_editor() as editor:
        for index in Movie._meta.indexes:
            editor.add_index(Movie, index)
    with connection.cursor() as cursor:
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("VACUUM (ANALYZE) catalog_movie")
        cursor.execute("ANALYZE")
