"""Which tables have a title's id in them, of this app or of any other."""

from django.db.models import ManyToOneRel, QuerySet

from catalog.models import Movie


def relations_to_titles() -> list[ManyToOneRel]:
    """Every foreign key to a title, those of the tables behind many-to-many fields among them."""
    return [
        relation
        for relation in Movie._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel)  # OneToOneRel is one of them
    ]


def rows_of(movie_ids: list[int], relation: ManyToOneRel) -> QuerySet:
    """The rows of that table that belong to these titles."""
    manager = relation.related_model._base_manager
    return manager.filter(**{f"{relation.field.name}__in": movie_ids})
