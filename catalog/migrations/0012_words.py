import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchConfig, SearchVector
from django.db import migrations, models

from catalog.names import normalised_name

CONFIGURATION = "movieclip"

FILL_KEYWORDS = """
UPDATE catalog_movie SET keywords_text = joined.names
FROM (
    SELECT link.movie_id, string_agg(keyword.name, ', ' ORDER BY keyword.name) AS names
    FROM catalog_movie_keywords AS link JOIN catalog_keyword AS keyword ON keyword.id = keyword_id
    GROUP BY link.movie_id
) AS joined
WHERE catalog_movie.id = joined.movie_id
"""

FILL_KEYS = """
UPDATE catalog_movie SET original_title_key = given.name_key
FROM unnest(%s::bigint[], %s::text[]) AS given (id, name_key)
WHERE catalog_movie.id = given.id
"""


def fill_original_title_keys(apps, schema_editor):
    """Only Python knows how names are brought to keys; in statements of 5,000 titles each."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, title_key, original_title FROM catalog_movie"
            " WHERE original_title NOT IN ('', title)"
        )
        keys = [(pk, key, normalised_name(name)[:300]) for pk, key, name in cursor.fetchall()]
        other = [(pk, original) for pk, key, original in keys if original != key]
        for start in range(0, len(other), 5_000):
            batch = other[start : start + 5_000]
            cursor.execute(FILL_KEYS, [list(column) for column in zip(*batch, strict=True)])


def vector(*fields, weight):
    return SearchVector(*fields, config=CONFIGURATION, weight=weight)


def document(*vectors):
    first, *others = vectors
    for other in others:
        first = django.contrib.postgres.search.CombinedSearchVector(
            first, "||", other, SearchConfig(CONFIGURATION)
        )
    return models.GeneratedField(
        expression=first,
        output_field=django.contrib.postgres.search.SearchVectorField(),
        db_persist=True,
    )


WORDS = django.contrib.postgres.indexes.GinIndex(
    fields=["search_document"], name="movie_search_document_gin"
)


class Migration(migrations.Migration):
    """Keywords, original titles and taglines join the search document.

    A generated column cannot be altered: the table is written anew with another one, and all of its
    indexes with it, while everybody waits. So the HNSW index, whose making takes longest, is left
    to the next migration, which makes it while the site goes on.
    """

    dependencies = [
        ("catalog", "0011_popularity"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lexeme",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                (
                    "share",
                    models.FloatField(
                        help_text="Of the published titles, how many have it: above 0 to 1."
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="lexeme",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="lexeme_share_is_one"
            ),
        ),
        migrations.RemoveIndex(model_name="movie", name="movie_embedding_hnsw"),
        migrations.RemoveIndex(model_name="movie", name="movie_search_document_gin"),
        migrations.RemoveField(model_name="movie", name="search_document"),
        migrations.AddField(
            model_name="movie",
            name="keywords_text",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="movie",
            name="original_title_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=300),
        ),
        # Texts out of line: a search reads thousands of rows for their flags alone, and does so in
        # 5 ms instead of 14 where 52,000 of them take 15 MB instead of 50.
        migrations.RunSQL(
            "ALTER TABLE catalog_movie SET (toast_tuple_target = 256)",
            "ALTER TABLE catalog_movie RESET (toast_tuple_target)",
        ),
        migrations.RunSQL(FILL_KEYWORDS, migrations.RunSQL.noop),
        migrations.RunPython(fill_original_title_keys, migrations.RunPython.noop),
        # A row that was updated twice waits for a check of its foreign keys, and the table for that.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="movie",
            name="search_document",
            field=document(
                vector("title", "original_title", weight="A"),
                vector("people_text", weight="B"),
                vector("terms_text", "keywords_text", weight="C"),
                vector("description", "tagline", weight="D"),
            ),
        ),
        migrations.AddIndex(
            model_name="movie",
            index=models.Index(
                condition=models.Q(("original_title_key", ""), _negated=True),
                fields=["original_title_key"],
                name="movie_original_title_key",
            ),
        ),
        migrations.AddIndex(
            model_name="movie",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.F("original_title_key"), name="gin_trgm_ops"
                ),
                condition=models.Q(("original_title_key", ""), _negated=True),
                name="movie_original_title_key_trgm",
            ),
        ),
        migrations.AddIndex(model_name="movie", index=WORDS),
    ]
