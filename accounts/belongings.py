"""What belongs to a user: every row that any app ties to one, found through the models.

Nothing here names an app. What a later one stores about people is exported, listed and deleted
without a change in this file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from accounts.models import User

CHUNK = 500

# Types of fields that are written as they are. Any other (JSON, bytes, vectors, files) is left out
# until somebody has thought about what it holds: second factors keep their secrets in JSON.
_PLAIN = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.GenericIPAddressField,
    models.IntegerField,
    models.TextField,
    models.TimeField,
    models.UUIDField,
)
# A field whose name has one of these words is left out, whatever it holds.
_SECRET_WORDS = {"password", "secret", "hash", "token", "digest", "key", "seed"}

Record = dict[str, Any]


@dataclass(frozen=True)
class Belongings:
    """The rows of one model that are a user's through one field."""

    user: User
    relation: models.ForeignObjectRel

    @cached_property
    def name(self) -> str:
        """As the user's reverse relation is called; two never share it."""
        if self.relation.hidden:
            return f"{self._model._meta.label_lower}.{self.relation.field.name}"
        return str(self.relation.get_accessor_name()).removesuffix("_set")

    @property
    def label(self) -> str:
        """For people."""
        return str(self._model._meta.verbose_name_plural)

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self._model._base_manager.filter(**{self.relation.field.name: self.user})

    def records(self) -> Iterator[Record]:
        """Each row as a dict, in the order of its making; related rows as id and name."""
        mine = self.relation.field
        others = [each for each in _fields(self._model) if each.is_relation and each != mine]
        # Of related rows the plain fields alone are read, not a title's vector.
        heavy = [
            f"{field.name}__{each.name}"
            for field in others
            for each in field.related_model._meta.concrete_fields
            if not each.is_relation and not isinstance(each, _PLAIN)
        ]
        rows = self.rows.select_related(*(field.name for field in others)).defer(*heavy)
        for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
            yield _record(row, without=mine)

    @property
    def _model(self) -> type[models.Model]:
        return self.relation.related_model


def belongings(user: User) -> list[Belongings]:
    """One for each model and field that points to users, in a steady order."""
    # Rows that join users to groups and permissions: account_record() has the names.
    own = {field.remote_field.through for field in User._meta.many_to_many}
    found = [
        Belongings(user, relation)
        for relation in User._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)  # OneToOneRel is one
        and relation.related_model not in own
    ]
    return sorted(found, key=lambda each: each.name)


def account_record(user: User) -> Record:
    """The user's own row, with the names of groups and the like."""
    many = {
        field.name: [str(each) for each in getattr(user, field.name).all()]
        for field in User._meta.many_to_many
    }
    return _record(user) | many


def _record(row: models.Model, without: models.Field | None = None) -> Record:
    record: Record = {}
    for field in _fields(row._meta.model):  # not type(): the user of a request is a proxy
        if field == without:
            continue
        if field.is_relation:
            other = getattr(row, field.name)
            record[field.name] = (
                {"id": None, "name": None}
                if other is None
                else {"id": other.pk, "name": str(other)}
            )
        else:
            record[field.name] = getattr(row, field.attname)
    return record


def _fields(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if not _SECRET_WORDS & set(field.name.split("_"))
        and isinstance(field, (models.ForeignKey, *_PLAIN))
    ]
