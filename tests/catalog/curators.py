from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group


def curators() -> Group:
    """The group that migrations make; again where a test before has emptied all tables."""
    import_module("catalog.migrations.0003_curators").make_group(apps, None)
    import_module("catalog.migrations.0008_name_keys_and_permissions").give_permissions(apps, None)
    return Group.objects.get(name="Curators")
