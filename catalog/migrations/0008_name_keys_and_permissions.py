from django.db import migrations

from catalog.names import normalised_name

CURATORS = "Curators"
MAY = {
    "figures": ("view", "add", "change", "delete"),
    "keyword": ("view", "add", "change", "delete"),
    "company": ("view", "add", "change", "delete"),
    "collection": ("view", "add", "change", "delete"),
    "sourcepair": ("view", "change"),
}
NAMES = {"company": "production company", "sourcepair": "pair of records"}


def fill_name_keys(apps, schema_editor):
    Person = apps.get_model("catalog", "Person")
    batch = []
    for person in Person.objects.filter(name_key="").iterator(chunk_size=2_000):
        person.name_key = normalised_name(person.name)[:300]
        batch.append(person)
        if len(batch) == 2_000:
            Person.objects.bulk_update(batch, ["name_key"])
            batch = []
    Person.objects.bulk_update(batch, ["name_key"])


def give_permissions(apps, schema_editor):
    """To the group of migration 0003, where nobody has deleted it."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group = apps.get_model("auth", "Group").objects.filter(name=CURATORS).first()
    if group is None:
        return
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
        ("catalog", "0007_facts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(fill_name_keys, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
