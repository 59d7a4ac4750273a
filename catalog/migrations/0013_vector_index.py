import pgvector.django.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """The HNSW index that the migration before this one took away.

    Nobody waits for it: until it is there, searches compare the vectors of all titles. Stopped
    half-way, it leaves an index that Postgres does not use: run again, it begins anew.
    """

    atomic = False

    dependencies = [
        ("catalog", "0012_words"),
    ]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS movie_embedding_hnsw", migrations.RunSQL.noop
        ),
        # Where it does not fit into memory, pgvector takes many times as long.
        migrations.RunSQL("SET maintenance_work_mem = '256MB'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="movie",
            index=pgvector.django.indexes.HnswIndex(
                ef_construction=64,
                fields=["embedding"],
                m=16,
                name="movie_embedding_hnsw",
                opclasses=["vector_cosine_ops"],
            ),
        ),
        migrations.RunSQL("RESET maintenance_work_mem", migrations.RunSQL.noop),
    ]
