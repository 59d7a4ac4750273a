from django.db import migrations

CURATORS = "Curators"

# Titles and all they are made of; jobs and sources are there to be read.
MAY = {
    "movie": ("view", "add", "change", "delete"),
    "credit": ("view", "add", "change", "delete"),
    "person": ("view", "add", "change", "delete"),
    "genre": ("view", "add", "change", "delete"),
    "country": ("view", "add", "change", "delete"),
    "source": ("view",),
    "job": ("view",),
    "importupload": ("view", "add"),
}
NAMES = {
    "movie": "title",
    "importupload": "import upload",
}


def make_group(apps, schema_editor):
    """Permissions are made after all migrations, by a signal: on a new database they are not
    there yet, so they are made here, as the signal would."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=CURATORS)
    for model, actions in MAY.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="catalog", model=model)
        for action in actions:
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {NAMES.get(model, model)}"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0002_former_titles_and_admin_indexes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        # Its members keep it: a group may be in use.
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
