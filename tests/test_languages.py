"""Spanish without a word of English left: on every page, in every mail, at every mistake."""

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from catalog.models import Job, Movie
from tests.accounts.factories import UserFactory
from tests.browser.pages import pages_for
from tests.browser.rows import Rows, Who, just_logged_in, make_rows
from tests.conftest import PLOTS
from tests.shown_texts import WORD, shown_texts

# Abbreviations and words that Spanish has taken over.
SAME_IN_BOTH = {
    *("Cookies", "MB", "MiB", "MFA", "md5", "No", "no", "en", "100 bytes", "Series", "Error:"),
    # What Django has in English alone: the pictures in its lists, and two notes on passwords.
    *("True", "False", "If disabled, the current password for this user will be lost."),
    "Whether the user will be able to authenticate using a password or not. If disabled, they may "
    "still be able to authenticate using other backends, such as Single Sign-On or LDAP.",
}

# Names, of the site and of what it is built on, and what rows are called: nobody's to translate.
NAMES = re.compile(
    "|".join(
        [
            *("MovieCLIP", "MovieLens", "Movie", "CLIP", "Pico CSS", "htmx", "Archivo"),
            *("Apache ECharts", "Swagger UI"),
            *("movieclip-mini@[0-9a-f.]+", "[Nn]etflix", "example browser", "example.org"),
            *(*PLOTS, *PLOTS.values(), *("BB", "GD", "FN", "DB", "LA", "MB")),
            *("ada", "Ada again", "Ada", r"\(id \d+\)", "curator", "guarded"),
            *("Readers", "Curators", "Horror", "Denmark"),
            *("[Hh]ulu", "tmdb", "TMDB", "IMDb", "tt[0-9]{7}", "Universal Pictures", "Swimmer"),
            *("The Jaws Collection", "shark", "Ahoy"),
            *("films.csv", "a file", r"Tides: title, [a-z_, ]+"),
            "show_id, type, title, director, cast, country, date_added, release_year, rating, "
            "duration, listed_in, description",
            *("TF-IDF", "t-SNE", "PCA", "MiniLM", "MRR", "nDCG@10", "Recall@[0-9]+"),
            *("EASE", "iALS", r"SVD\+\+", "myFM", "item-kNN", "RMSE", "MAE", "hr@10", "recall@100"),
            *("Letterboxd", "ml-latest-small", "ranking-1", "neighbours", "decay"),
            *("(0a)+", "(1b)+", "a{12,}", "b{12,}", "c{12,}", "validation"),
            r"(manage.py evaluate_search )?plots_validation\.jsonl( --query short)?",
            r"MFA \| authenticator \| Can \w+ \w+",  # a permission is a row too
            r"\w+\*{4,}",  # what the admin shows of a password
        ]
    )
)

LANGUAGES = ["en", "es"]


@pytest.fixture
def visitor(db: None) -> User:
    return UserFactory.create(username="ada", email="ada@example.org")


@pytest.fixture
def rows(catalogue: dict[str, Movie], visitor: User) -> Rows:
    return make_rows(visitor)


def browser_of(person: User | None, language: str) -> Client:
    if person:
        return just_logged_in(person, language)
    return Client(headers={"accept-language": language})


def left_in_english(english: str, spanish: str) -> set[str]:
    """What the Spanish page says as the English one does, and should not."""
    texts = shown_texts(english, language="en") & shown_texts(spanish, language="es")
    return {text for text in texts if WORD.search(NAMES.sub("", text))} - SAME_IN_BOTH


class TestEveryPage:
    @pytest.mark.parametrize("who", ["anybody", "visitor", "guarded", "staff"])
    def test_has_no_english_left_in_spanish(self, rows: Rows, who: Who):
        browsers = {language: browser_of(rows.people[who], language) for language in LANGUAGES}
        left = set()
        for name, address in pages_for(who, rows):
            pages = []
            for language, browser in browsers.items():
                answer = browser.get(address, follow=True)
                assert (answer.status_code, answer.resolver_match.view_name) == (200, name)
                assert answer["Content-Language"] == language
                pages.append(answer.content.decode())
            left |= {f"{name}: {text}" for text in left_in_english(*pages)}
        assert not left, "\n".join(sorted(left))

    def test_of_an_error_neither(self):
        left = set()
        for template in Path(settings.BASE_DIR, "templates").glob("[45]*.html"):
            pages = []
            for language in LANGUAGES:
                with translation.override(language):
                    pages.append(render_to_string(template.name, {"address": "/"}))
            left |= {f"{template.name}: {text}" for text in left_in_english(*pages)}
        assert not left, "\n".join(sorted(left))


MISTAKES: list[tuple[Who, str, dict[str, str]]] = [
    ("anybody", "account_login", {"login": "nobody", "password": "wrong"}),
    ("anybody", "account_signup", {}),
    (
        "anybody",
        "account_signup",
        {"username": "a b", "email": "nothing", "password1": "12345", "password2": "12345"},
    ),
    ("anybody", "account_reset_password", {"email": "nothing"}),
    ("visitor", "account_email", {"action_add": "1", "email": "nothing"}),
    (
        "visitor",
        "account_change_password",
        {"oldpassword": "wrong", "password1": "ada", "password2": "other"},
    ),
    ("visitor", "mfa_activate_totp", {"code": "1"}),
    ("visitor", "accounts:new_token", {"name": "x" * 100}),
    ("visitor", "accounts:delete", {}),
    ("staff", "admin:catalog_movie_add", {"title": "x" * 600, "release_year": "1", "seasons": "x"}),
    ("staff", "admin:catalog_importupload_add", {"platform": "Not A Name"}),
    ("staff", "admin:accounts_user_add", {"username": "ada", "password1": "1", "password2": "2"}),
]


class TestMistakesInForms:
    @pytest.mark.parametrize(("who", "form", "typed"), MISTAKES)
    def test_are_explained_in_spanish(self, rows: Rows, who: Who, form: str, typed: dict[str, str]):
        answers = [
            browser_of(rows.people[who], language).post(reverse(form), typed)
            for language in LANGUAGES
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert left_in_english(*(answer.content.decode() for answer in answers)) == set()

    def test_in_a_file_are_explained_in_spanish(self, rows: Rows):
        pages = []
        for language in LANGUAGES:
            picture = SimpleUploadedFile("films.csv", b"\x89PNG\r\n\x1a\n" + bytes(100))
            answer = browser_of(rows.person("staff"), language).post(
                reverse("admin:catalog_importupload_add"), {"file": picture, "platform": "netflix"}
            )
            assert answer.status_code == 200
            pages.append(answer.content.decode())
        assert left_in_english(*pages) == set()
        assert "una imagen PNG" in pages[1]


class TestEveryMail:
    # Sent in ways of logging in that this site does not offer.
    NEVER_SENT = ("base", "login_code", "password_reset_code", "webauthn")

    def test_has_no_english_left_in_spanish(self, visitor: User):
        folder = Path(allauth.__file__).parent / "templates"
        prefixes = {
            str(path.relative_to(folder)).removesuffix("_message.txt")
            for app in ("account", "mfa")
            for path in (folder / app / "email").glob("*_message.txt")
            if not path.name.startswith(self.NEVER_SENT)
        }
        assert len(prefixes) > 10
        left = set()
        for prefix in sorted(prefixes):
            texts = []
            for language in LANGUAGES:
                with translation.override(language):
                    texts.append(self.lines_of(prefix, visitor))
            left |= {f"{prefix}: {line}" for line in texts[0] & texts[1]}
        assert not left, "\n".join(sorted(left))

    def lines_of(self, prefix: str, user: User) -> set[str]:
        request = RequestFactory().get("/")
        context: dict[str, Any] = {
            "user": user,
            "username": user.username,
            "current_site": {"name": "example.org", "domain": "example.org"},
            "timestamp": timezone.now(),
            "ip": "127.0.0.1",
            "user_agent": "example browser",
        }
        addresses = ["email", "from_email", "to_email", "deleted_email"]
        links = ["activate_url", "password_reset_url", "signup_url"]
        context |= dict.fromkeys(addresses, user.email)
        context |= dict.fromkeys(links, "https://example.org/")
        with request_context(request):
            written = get_adapter(request).render_mail(prefix, user.email, context)
        lines = f"{written.subject.removeprefix('[MovieCLIP] ')}\n{written.body}".splitlines()
        named = {line for line in lines if "://" not in line and line != "MovieCLIP"}
        return {line for line in named if WORD.search(NAMES.sub("", line))}

    def test_comes_in_the_language_of_the_page_that_asked_for_it(self, visitor: User):
        EmailAddress.objects.create(user=visitor, email=visitor.email, primary=True, verified=True)
        for language in LANGUAGES:
            browser_of(None, language).post(
                reverse("account_reset_password"), {"email": visitor.email}
            )
        assert [sent.subject for sent in mail.outbox] == [
            "[MovieCLIP] A link to a new password",
            "[MovieCLIP] Un enlace para una contraseña nueva",
        ]


def test_a_job_that_the_site_named_is_read_in_the_readers_language(client: Client, rows: Rows):
    # As the periodic task makes it, which speaks to nobody.
    Job.objects.create(kind=Job.Kind.EMBED, label=Job.Label.MISSED, total=1)
    client.force_login(rows.person("staff"))
    jobs = client.get(
        reverse("admin:catalog_job_changelist"), headers={"accept-language": "es"}
    ).content.decode()
    assert "títulos sin vectorizar" in jobs
    assert "titles without an embedding" not in jobs


class TestFigures:
    def test_are_grouped_as_the_language_does(self, client: Client, db: None):
        Movie.objects.bulk_create(
            Movie(title=f"{n}", title_key=f"{n}", slug="x", kind="film", text_hash=f"{n}")
            for n in range(1_234)
        )
        assert b"1,234 titles" in client.get("/", headers={"accept-language": "en"}).content
        spanish = client.get("/", headers={"accept-language": "es"}).content.decode()
        assert "1\xa0234 títulos" in spanish
