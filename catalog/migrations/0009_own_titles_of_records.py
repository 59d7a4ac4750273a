from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0008_name_keys_and_permissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="own_title_id",
            field=models.BigIntegerField(
                editable=False,
                help_text="Of the title that it had before that was joined to another; "
                "see FormerTitle.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="sourcepair",
            name="reason",
            field=models.CharField(
                choices=[
                    ("certain", "same name, year and kind, and no other candidate"),
                    ("several", "several candidates"),
                    ("directors", "the directors differ"),
                    ("actors", "no actor is in both"),
                    ("length", "the years and the lengths differ"),
                    ("by_hand", "found by a curator"),
                ],
                max_length=10,
                verbose_name="reason",
            ),
        ),
    ]
