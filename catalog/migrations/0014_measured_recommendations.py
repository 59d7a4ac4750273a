from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_vector_index")]

    operations = [
        migrations.AlterField(
            model_name="measurement",
            name="kind",
            field=models.CharField(
                choices=[("search", "search"), ("recommendations", "recommendations")],
                max_length=20,
                verbose_name="what was measured",
            ),
        ),
    ]
