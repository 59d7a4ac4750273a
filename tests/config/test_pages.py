"""Pages of the site as a whole: privacy, sources, theme, language, robots, sitemap, icons."""

import re
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Movie
from catalog.sitemaps import PersonSitemap, TitleSitemap
from tests.accounts.factories import UserFactory
from tests.catalog.factories import CreditFactory, MovieFactory

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(response) -> list[str]:
    tree = ElementTree.fromstring(response.content)
    return [place.text or "" for place in tree.findall(".//s:loc", NAMESPACE)]


@pytest.mark.parametrize("address", ["/privacy/", "/sources/"])
def test_the_footer_of_each_page_leads_to_privacy_and_sources(client: Client, address: str):
    assert f'href="{address}"' in client.get("/accounts/login/").content.decode()
    assert client.get(address).status_code == 200


def test_the_privacy_page_names_every_cookie_that_the_site_sets(client: Client):
    page = client.get("/privacy/").content.decode()
    client.post("/theme/", {"theme": "dark"})
    client.post("/i18n/setlang/", {"language": "es"})
    client.force_login(UserFactory.create())
    client.get("/")
    assert set(client.cookies) == {"theme", "django_language", "csrftoken", "sessionid"}
    for name in client.cookies:
        assert f"<code>{name}</code>" in page


class TestTheme:
    def test_is_that_of_the_system_until_somebody_chooses(self, client: Client):
        page = client.get("/privacy/").content.decode()
        assert "data-theme" not in page
        assert 'dark.css" media="(prefers-color-scheme: dark)"' in page

    @pytest.mark.parametrize(("theme", "has_dark_colours"), [("dark", True), ("light", False)])
    def test_is_rendered_by_the_server_once_chosen(
        self, client: Client, theme: str, has_dark_colours: bool
    ):
        client.post("/theme/", {"theme": theme})
        for address in ("/privacy/", "/no/such/page/"):
            page = client.get(address).content.decode()
            assert f'data-theme="{theme}"' in page
            assert ("css/dark.css" in page) is has_dark_colours
            assert "prefers-color-scheme" not in page

    def test_goes_back_to_the_system_s(self, client: Client):
        client.post("/theme/", {"theme": "dark"})
        client.post("/theme/", {"theme": "system"})
        assert "data-theme" not in client.get("/privacy/").content.decode()

    def test_in_a_cookie_that_somebody_made_up_is_ignored(self, client: Client):
        client.cookies["theme"] = 'x" onload="alert(1)'
        assert "data-theme" not in client.get("/privacy/").content.decode()

    def test_leads_back_to_the_page_of_the_form(self, client: Client):
        referer = {"Referer": "http://testserver/?q=shark&page=2"}
        response = client.post("/theme/", {"theme": "dark"}, headers=referer)
        assert response["Location"] == referer["Referer"]

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_leads_nowhere_else(self, client: Client, target: str):
        response = client.post("/theme/", {"next": target}, headers={"Referer": target})
        assert response["Location"] == "/"

    def test_cannot_be_changed_by_a_link(self, client: Client):
        assert client.get("/theme/", {"theme": "dark"}).status_code == 405

    def test_needs_the_token(self):
        client = Client(enforce_csrf_checks=True)
        assert client.post("/theme/", {"theme": "dark"}).status_code == 403


class TestLanguage:
    def test_is_the_browser_s_until_somebody_chooses(self, client: Client):
        response = client.get("/privacy/", headers={"Accept-Language": "es-MX,es;q=0.9"})
        assert '<html lang="es"' in response.content.decode()
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))

    def test_once_chosen_stays(self, client: Client):
        referer = {"Referer": "http://testserver/sources/"}
        response = client.post("/i18n/setlang/", {"language": "es"}, headers=referer)
        assert response["Location"] == "http://testserver/sources/"
        assert '<html lang="es"' in client.get("/privacy/").content.decode()

    def test_each_is_offered_by_its_own_name(self, client: Client):
        page = client.get("/privacy/").content.decode()
        assert re.search(r'value="es" lang="es" aria-pressed="false">\s*Español', page)
        assert re.search(r'value="en" lang="en" aria-pressed="true">\s*English', page)

    def test_texts_of_the_catalogue_say_theirs_on_pages_in_another(self, client: Client):
        movie = MovieFactory.create(description="A shark.")
        movie.genres.create(name="Thrillers")
        for address in ("/", movie.get_absolute_url()):
            english = client.get(address).content.decode()
            spanish = client.get(address, headers={"Accept-Language": "es"}).content.decode()
            assert re.search(r"<p class=\"[\w-]+\">A shark\.", english)
            assert re.search(r"<p class=\"[\w-]+\" lang=\"en\">A shark\.", spanish)
            assert re.search(r"lang=\"en\"[^>]*>Thrillers", spanish)

    def test_of_the_catalogue_is_a_setting(self, client: Client, settings):
        settings.CATALOGUE_LANGUAGE = "es"
        MovieFactory.create(description="Un tiburón.")
        assert 'lang="es">Un tiburón' in client.get("/").content.decode()


class TestForSearchEngines:
    def test_robots_may_read_titles_and_not_searches_or_accounts(self, client: Client):
        response = client.get("/robots.txt")
        assert response["Content-Type"].startswith("text/plain")
        lines = response.content.decode().splitlines()
        for address in ("/*?", "/admin/", "/accounts/", "/account/", "/favorites/", "/ratings/"):
            assert f"Disallow: {address}" in lines
        assert "Sitemap: http://testserver/sitemap.xml" in lines

    def test_the_sitemap_names_pages_and_the_titles_that_everybody_may_see(self, client: Client):
        shown = MovieFactory.create()
        MovieFactory.create(is_published=False)
        MovieFactory.create(is_adult=True)
        MovieFactory.create(status="planned")
        person = CreditFactory.create(movie=shown).person
        CreditFactory.create(movie=MovieFactory.create(is_published=False))
        sections = locations(client.get("/sitemap.xml"))
        named = {place for section in sections for place in locations(client.get(section))}
        assert named == {
            f"http://testserver{path}"
            for path in (
                "/",
                "/insights/",
                "/api/",
                "/people/",
                "/privacy/",
                "/proof/",
                "/for-you/",
                "/map/",
                "/predict/",
                "/compare/",
                "/sources/",
                shown.get_absolute_url(),
                person.get_absolute_url(),
            )
        }
        for place in named:
            assert client.get(place).status_code == 200

    def test_a_large_catalogue_is_cut_into_files_of_equal_effort(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(TitleSitemap, "limit", 2)
        MovieFactory.create_batch(5)
        sections = [place for place in locations(client.get("/sitemap.xml")) if "titles" in place]
        assert [len(locations(client.get(section))) for section in sections] == [2, 2, 1]
        assert client.get("/sitemap-titles.xml?p=4").status_code == 404

    def test_of_very_many_people_the_most_credited_are_named(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(PersonSitemap, "MOST", 1)
        CreditFactory.create()
        twice = CreditFactory.create().person
        CreditFactory.create(person=twice)
        (named,) = locations(client.get("/sitemap-people.xml"))
        assert named == f"http://testserver{twice.get_absolute_url()}"

    def test_credits_are_counted_once_for_all_files_of_people(self, client: Client):
        CreditFactory.create_batch(2)
        first, second = (" ".join(queries_of(client, "/sitemap-people.xml")) for _ in range(2))
        assert "catalog_credit" in first
        assert "catalog_credit" not in second

    def test_the_sitemap_s_queries_are_few_and_load_no_vectors(self, client: Client):
        CreditFactory.create_batch(2)
        addresses = ("/sitemap.xml", "/sitemap-titles.xml", "/sitemap-people.xml")
        few = [queries_of(client, address) for address in addresses]
        CreditFactory.create_batch(20)
        cache.clear()
        many = [queries_of(client, address) for address in addresses]
        assert [len(queries) for queries in few] == [len(queries) for queries in many]
        asked = " ".join(sql for queries in many for sql in queries)
        assert "embedding" not in asked
        assert "description" not in asked

    def test_lists_are_not_indexed_and_the_home_page_is(self, client: Client):
        assert b'rel="canonical" href="http://testserver/"' in client.get("/").content
        assert b"noindex" not in client.get("/").content
        for address in ("/?q=shark", "/?page=2&kind=film", "/accounts/login/"):
            assert b'content="noindex"' in client.get(address).content


def queries_of(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


def test_the_icons_and_the_picture_that_pages_name_exist(client: Client):
    page = client.get("/").content.decode()
    named = re.findall(r'(?:href|content)="(?:http://testserver)?/static/([^"]+)"', page)
    assert {"brand/social.png", "brand/icon-180.png", "brand/site.webmanifest"} <= set(named)
    for path in named:
        assert finders.find(path), path
    assert client.get("/favicon.ico")["Location"] == "/static/brand/favicon.ico"


def test_the_pages_need_no_titles(client: Client):
    assert not Movie.objects.exists()
    for address in ("/sitemap.xml", "/sitemap-titles.xml", "/sitemap-pages.xml", "/robots.txt"):
        assert client.get(address).status_code == 200
