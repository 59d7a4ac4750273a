from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_measurement"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="credit_count",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.OrderBy(models.F("credit_count"), descending=True),
                models.F("id"),
                name="person_most_credited",
            ),
        ),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(
                models.OrderBy(models.F("vote_count"), descending=True),
                models.F("movie"),
                condition=models.Q(vote_count__gt=0),
                name="figures_most_voted",
            ),
        ),
    ]
