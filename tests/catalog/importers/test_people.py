"""Which person a name, or a name with an id of TMDB, means."""

import pytest

from catalog.importers.people import people_of
from catalog.models import Person
from catalog.records import CreditRecord

pytestmark = pytest.mark.django_db


def found(*people: tuple[str, int | None]) -> list[Person]:
    ids = people_of(CreditRecord(name, "actor", tmdb_id) for name, tmdb_id in people)
    return [Person.objects.get(pk=ids[key]) for key in people]


def test_people_are_made_where_they_are_missing_and_found_again():
    made = found(("Ama Ó", 7), ("Bo", None))
    assert [(p.name, p.name_key, p.tmdb_id) for p in made] == [
        ("Ama Ó", "ama o", 7),
        ("Bo", "bo", None),
    ]
    assert found(("Ama Ó", 7), ("Bo", None)) == made
    assert Person.objects.count() == 2


def test_whoever_was_known_by_name_alone_gets_the_id_that_comes_later():
    (known,) = found(("Ama", None))
    (again,) = found(("Ama", 7))
    assert (again, again.tmdb_id) == (known, 7)


def test_a_name_without_an_id_means_the_one_person_of_that_name():
    (known,) = found(("Ama", 7))
    assert found(("Ama", None)) == [known]


def test_a_second_id_of_a_name_is_a_second_person_and_the_name_alone_a_third():
    first, second, nameless = found(("Ama", 7), ("Ama", 8), ("Ama", None))
    assert len({first, second, nameless}) == 3
    assert found(("Ama", None)) == [nameless]
    assert nameless.tmdb_id is None


def test_a_name_alone_in_a_batch_means_who_gets_the_id_in_it():
    nameless, with_id = found(("Ama", None), ("Ama", 7))
    assert nameless == with_id


def test_an_id_that_is_somebody_elses_is_not_believed():
    ama, bo = found(("Ama", 7), ("Bo", 7))
    assert (ama.tmdb_id, bo.tmdb_id) == (7, None)
    assert found(("Bo", 7)) == [bo], "and is not believed the next time"


def test_an_id_means_one_person_however_the_name_is_spelt():
    (ama,) = found(("José Díaz", 7))
    assert found(("JOSE DIAZ", 7)) == [ama]
    assert Person.objects.get().name == "José Díaz"


def test_names_that_differ_in_case_are_two_people_without_an_id():
    assert len(set(found(("Ama", None), ("AMA", None)))) == 2
