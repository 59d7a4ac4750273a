"""The group "Curators", which a migration makes: titles and all they are made of, no users."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.test import Client

from accounts.models import User
from catalog.models import Job, Movie
from tests.catalog.curators import curators
from tests.catalog.factories import MovieFactory


@pytest.mark.django_db
class TestCurators:
    @pytest.mark.parametrize(
        "page",
        [
            "movie",
            "person",
            "genre",
            "country",
            "keyword",
            "company",
            "collection",
            "source",
            "job",
            "movie/add",
            "person/add",
            "keyword/add",
        ],
    )
    def test_see_the_catalogue(self, curator: Client, page: str):
        assert curator.get(f"/admin/catalog/{page}/").status_code == 200

    @pytest.mark.parametrize(
        "page",
        [
            "accounts/user",
            "accounts/user/add",
            "accounts/user/1/change",
            "auth/group",
            "recommendations/favorite",
            "recommendations/favorite/add",
            "account/emailaddress",
            "mfa/authenticator",
            "sites/site",
        ],
    )
    def test_see_nothing_of_users(self, curator: Client, page: str):
        """Refused, or not there at all."""
        assert curator.get(f"/admin/{page}/").status_code in {403, 404}

    def test_find_nobody_through_an_autocomplete(self, curator: Client):
        params = {"app_label": "recommendations", "model_name": "favorite", "field_name": "user"}
        assert curator.get("/admin/autocomplete/", params).status_code == 403

    def test_cannot_write_jobs(self, curator: Client):
        job = Job.objects.create(kind="embed", label="netflix")
        assert curator.post(f"/admin/catalog/job/{job.pk}/delete/").status_code == 403

    def test_have_no_permission_outside_the_catalogue(self):
        permissions = curators().permissions.all()
        assert {permission.content_type.app_label for permission in permissions} == {"catalog"}
        names = {permission.codename for permission in permissions}
        assert {"add_movie", "change_credit", "delete_genre", "view_job"} <= names
        assert not names & {"change_job", "delete_job", "add_source", "change_source"}

    def test_are_made_on_a_database_that_has_no_permissions_yet(self):
        """Django makes them after the last migration, and must then find these."""
        Group.objects.all().delete()
        Permission.objects.all().delete()
        ContentType.objects.filter(app_label="catalog").delete()
        ContentType.objects.clear_cache()
        made = set(curators().permissions.values_list("codename", flat=True))
        assert len(made) == 42
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        assert Permission.objects.filter(codename="add_movie").count() == 1
        assert Group.objects.get().permissions.count() == 42

    def test_staff_without_the_group_see_none_of_it(self, client: Client):
        client.force_login(User.objects.create(username="x", is_staff=True))
        assert client.get("/admin/catalog/movie/").status_code == 403
        assert "The catalogue now" not in client.get("/admin/").content.decode()


@pytest.mark.django_db
class TestFirstPage:
    def test_says_how_the_catalogue_is_with_links_to_the_lists(self, curator: Client):
        MovieFactory.create_batch(2)
        hidden = MovieFactory.create(is_published=False)
        Movie.objects.filter(pk=hidden.pk).update(embedding_error="broken")
        Job.objects.create(kind="embed", label="netflix")
        response = curator.get("/admin/")
        page = response.content.decode()
        figures = {figure.label: figure for figure in response.context["figures"]}
        counts = [figure.count for figure in figures.values()]
        assert counts == ["3", "2", "1", "1", "1"]
        for figure in figures.values():
            assert f'href="{figure.address}"' in page
            assert curator.get(figure.address).context["cl"].result_count == int(figure.count)

    def test_takes_few_queries(self, curator: Client, django_assert_max_num_queries):
        curator.get("/admin/")
        with django_assert_max_num_queries(12):
            curator.get("/admin/")
