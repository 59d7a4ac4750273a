from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_hash_of_keywords")]

    operations = [
        migrations.AlterField(
            model_name="measurement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("search", "search"),
                    ("recommendations", "recommendations"),
                    ("similar", "similar titles"),
                ],
                max_length=20,
                verbose_name="what was measured",
            ),
        ),
    ]
