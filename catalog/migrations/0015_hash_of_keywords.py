from django.db import migrations

# As catalog/embeddings/text.py does: titles with keywords get a vector in which these count.
HASH = """
UPDATE catalog_movie
SET text_hash = left(encode(sha256(convert_to(
    CASE WHEN description = '' THEN concat_ws('. ', nullif(title, ''), nullif(terms_text, ''))
    ELSE concat_ws('. ', nullif(terms_text, ''), description) END
    || E'\\n' || keywords_text, 'UTF8')), 'hex'), 32)
WHERE keywords_text <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_measured_recommendations")]

    operations = [migrations.RunSQL(HASH, migrations.RunSQL.noop)]
