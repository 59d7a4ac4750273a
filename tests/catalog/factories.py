from typing import Any

import factory

from catalog.models import Credit, Figures, Genre, ImportUpload, Movie, Person


class MovieFactory(factory.django.DjangoModelFactory[Movie]):
    class Meta:
        model = Movie
        skip_postgeneration_save = True

    kind = "film"
    title = factory.Sequence(lambda n: f"Title number {n}")
    description = factory.LazyAttribute(lambda movie: f"What happens in {movie.title}.")
    release_year = 2001

    @factory.post_generation
    def genres(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.genres.add(*extracted or [])


class FiguresFactory(factory.django.DjangoModelFactory[Figures]):
    """Of a title that is made unless it is given; nothing is known that is not told."""

    class Meta:
        model = Figures

    movie = factory.SubFactory(MovieFactory)


class GenreFactory(factory.django.DjangoModelFactory[Genre]):
    class Meta:
        model = Genre
        django_get_or_create = ["name"]

    name = factory.Sequence(lambda n: f"Genre {n}")


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person number {n}")


class CreditFactory(factory.django.DjangoModelFactory[Credit]):
    """An actor of a title, each of which is made unless it is given."""

    class Meta:
        model = Credit

    movie = factory.SubFactory(MovieFactory)
    person = factory.SubFactory(PersonFactory)
    role = "actor"


class ImportUploadFactory(factory.django.DjangoModelFactory[ImportUpload]):
    """The row alone: no file lies at its path."""

    class Meta:
        model = ImportUpload

    file_name = "titles.csv"
    size = 1_000
