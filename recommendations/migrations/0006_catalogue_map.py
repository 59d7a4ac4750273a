import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0005_training_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueMap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("pca", "PCA"), ("tsne", "t-SNE")],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("interrupted", "interrupted"),
                            ("succeeded", "succeeded"),
                            ("failed", "failed"),
                        ],
                        default="running",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "is_shown",
                    models.BooleanField(
                        default=False, help_text="Whether the site shows it.", verbose_name="shown"
                    ),
                ),
                (
                    "embedding_model",
                    models.CharField(max_length=200, verbose_name="embedding model"),
                ),
                ("data_hash", models.CharField(max_length=64, verbose_name="SHA-256 of the data")),
                ("titles", models.PositiveIntegerField(verbose_name="titles")),
                ("seed", models.PositiveBigIntegerField(verbose_name="seed")),
                (
                    "trustworthiness",
                    models.FloatField(
                        blank=True,
                        help_text="At 15 neighbours, against cosine; empty for too few titles.",
                        null=True,
                        verbose_name="trustworthiness",
                    ),
                ),
                (
                    "measured_titles",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="titles measured"
                    ),
                ),
                (
                    "title_ids",
                    models.BinaryField(help_text="int64, little-endian, ascending", null=True),
                ),
                (
                    "places",
                    models.BinaryField(
                        help_text="uint16, little-endian: x and y of each title", null=True
                    ),
                ),
                ("progress", models.CharField(blank=True, max_length=200, verbose_name="progress")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "started_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="started"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="last sign of life"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished"),
                ),
            ],
            options={
                "verbose_name": "map of the catalogue",
                "verbose_name_plural": "maps of the catalogue",
                "ordering": ["-started_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_shown", True)),
                        fields=("is_shown",),
                        name="catalogue_map_one_is_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_shown", False),
                            models.Q(
                                ("places__isnull", False),
                                ("state", "succeeded"),
                                ("title_ids__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="catalogue_map_shown_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "running"), ("finished_at__isnull", False), _connector="XOR"
                        ),
                        name="catalogue_map_finished_has_a_time",
                    ),
                ],
            },
        ),
    ]
