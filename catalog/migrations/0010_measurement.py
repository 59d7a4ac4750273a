import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0009_own_titles_of_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measurement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("search", "search")],
                        max_length=20,
                        verbose_name="what was measured",
                    ),
                ),
                (
                    "command",
                    models.TextField(
                        help_text="It gives the same figures again.", verbose_name="command"
                    ),
                ),
                ("data_file", models.CharField(max_length=200, verbose_name="data")),
                (
                    "data_sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the data"),
                ),
                (
                    "split",
                    models.CharField(
                        blank=True,
                        help_text="train, validation, test …",
                        max_length=30,
                        verbose_name="split",
                    ),
                ),
                (
                    "encoder",
                    models.CharField(blank=True, max_length=200, verbose_name="encoder"),
                ),
                (
                    "catalogue",
                    models.JSONField(
                        default=dict,
                        help_text="What was searched, and how many titles.",
                        verbose_name="catalogue",
                    ),
                ),
                (
                    "commit",
                    models.CharField(
                        blank=True,
                        help_text="Of the code; empty where not known.",
                        max_length=40,
                        verbose_name="commit",
                    ),
                ),
                ("figures", models.JSONField(default=dict, verbose_name="figures")),
                (
                    "measured_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="measured"
                    ),
                ),
            ],
            options={
                "verbose_name": "measurement",
                "verbose_name_plural": "measurements",
                "ordering": ["-measured_at", "-pk"],
                "indexes": [
                    models.Index(fields=["kind", "-measured_at"], name="measurement_latest")
                ],
            },
        ),
    ]
