"""Who looks at the site's pages, and what stands in the database for the pages that show it."""

import time
from dataclasses import dataclass
from typing import Literal

import numpy as np
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from playwright.sync_api import BrowserContext

from accounts.models import User
from catalog.embeddings.encoder import current_model
from catalog.importers import uploads
from catalog.measurements import store_measurement
from catalog.models import (
    Collection,
    Company,
    Country,
    Figures,
    Genre,
    ImportUpload,
    Job,
    Keyword,
    Measurement,
    Movie,
    Person,
    SourcePair,
)
from catalog.records import CreditRecord, TitleRecord
from recommendations.map.places import Places, scaled, write_places
from recommendations.models import CatalogueMap, Favorite, Mark, Rater, Rating, TrainingRun
from tests.accounts.factories import UserFactory
from tests.catalog.evaluation.reports import search_report

Who = Literal["anybody", "visitor", "guarded", "staff"]
"""Nobody in particular; somebody logged in; somebody with a second factor; a superuser."""


RECORD = TitleRecord(
    source_id="s1",
    kind="film",
    title="Jaws",
    budget=7_000_000,
    credits=(CreditRecord("Roy Scheider", "actor", 6355, "Martin Brody"),),
)


@dataclass(frozen=True, slots=True)
class Rows:
    people: dict[Who, User | None]
    by_model: dict[type[Model], Model]

    @property
    def credited(self) -> Person:
        """Somebody whom the title names."""
        credited = self.by_model[Person]
        assert isinstance(credited, Person)
        return credited

    @property
    def title(self) -> Movie:
        title = self.by_model[Movie]
        assert isinstance(title, Movie)
        return title

    def person(self, who: Who) -> User:
        person = self.people[who]
        assert person is not None
        return person


def make_rows(visitor: User) -> Rows:
    """The people of `Who`, and one row of each model that the admin shows."""
    staff = UserFactory.create(username="curator", is_staff=True, is_superuser=True)
    guarded = UserFactory.create(username="guarded")
    factor = TOTP.activate(guarded, generate_totp_secret()).instance
    RecoveryCodes.activate(guarded)
    title = Movie.objects.get(title="Jaws")
    title.genres.add(genre := Genre.objects.create(name="Horror"))
    title.countries.add(country := Country.objects.create(name="Denmark"))
    person = Person.objects.create(name="Ada")
    credit = title.credits.create(person=person, role="actor")
    title.keywords.add(keyword := Keyword.objects.create(name="shark"))
    title.companies.add(company := Company.objects.create(name="Universal Pictures"))
    collection = Collection.objects.create(name="The Jaws Collection")
    Movie.objects.filter(title__in=["Jaws", "Deep Blue"]).update(
        collection=collection, original_language="en"
    )
    Movie.objects.filter(pk=title.pk).update(
        original_title="Jaws!", tagline="Ahoy.", imdb_id="tt0073195"
    )
    for position in range(1, 15):
        extra = Person.objects.create(name=f"Ada {position}")
        title.credits.create(person=extra, role="actor", position=position, character="Swimmer")
    title.credits.create(person=person, role="director")
    Figures.objects.create(
        movie=title,
        release_date="1975-06-20",
        budget=7_000_000,
        revenue=470_654_000,
        vote_count=2_628,
        vote_average=7.5,
        popularity=19.7,
    )
    source = title.sources.create(platform="netflix", source_id="s1", record=RECORD.to_json())
    title.sources.create(platform="hulu", source_id="s2", record=RECORD.to_json())
    other = Movie.objects.get(title="Deep Blue").sources.create(
        platform="tmdb", source_id="578", record=RECORD.to_json()
    )
    rows: list[Model] = [
        title,
        genre,
        country,
        person,
        credit,
        keyword,
        company,
        collection,
        source,
        SourcePair.objects.create(first=source, second=other, reason="directors"),
        visitor,
        factor,
        Group.objects.create(name="Readers"),
        Job.objects.create(kind=Job.Kind.IMPORT, label="a file", total=200, done=50),
        _make_upload(staff),
        store_measurement(search_report(), kind=Measurement.Kind.SEARCH),
        Favorite.objects.create(user=visitor, movie=title),
        Rating.objects.create(user=visitor, movie=title, value=7),
        *(Mark.objects.create(user=visitor, movie=title, kind=kind) for kind in Mark.Kind),
        Rater.objects.create(dataset="ml-latest-small", number=1),
        _make_training(),
        make_map(),
        EmailAddress.objects.create(user=visitor, email="ada@example.org", primary=True),
    ]
    return Rows(
        {"anybody": None, "visitor": visitor, "guarded": guarded, "staff": staff},
        {type(row): row for row in rows},
    )


def _make_training() -> TrainingRun:
    """One whose artefact is not there: it is no part of the pages."""
    run = TrainingRun.objects.create(
        kind=TrainingRun.Kind.RANKING,
        data="database",
        data_hash="a" * 64,
        data_counts={"people": 671, "titles": 9_066, "ratings": 100_004},
        code_version="b" * 40,
        seed=42,
        parameters={"neighbours": 300, "decay": 5.0},
        metrics={"hr@10": 0.1505, "recall@100": 0.4531},
        folder="ranking-1",
        size=21_940_304,
    )
    run.finish(TrainingRun.State.SUCCEEDED)
    return run


def make_map() -> CatalogueMap:
    """All titles on a circle."""
    ids = np.array(Movie.objects.order_by("pk").values_list("pk", flat=True), dtype=np.int64)
    angles = np.linspace(0, 6, len(ids))
    row = CatalogueMap(
        method=CatalogueMap.Method.TSNE,
        embedding_model=current_model(),
        data_hash="c" * 64,
        titles=len(ids),
        seed=42,
        trustworthiness=0.9012,
        measured_titles=len(ids),
        is_shown=True,
    )
    write_places(row, Places(ids, scaled(np.stack([np.cos(angles), np.sin(angles)], axis=1))))
    row.finish(CatalogueMap.State.SUCCEEDED)
    return row


def _make_upload(staff: User) -> ImportUpload:
    upload = ImportUpload(file_name="films.csv", size=100, created_by=staff)
    head = "show_id,type,title,director,cast,country,date_added,release_year,rating,duration"
    rows = f"{head},listed_in,description\ns1,Movie,Tides,,,,,2001,,90 min,Dramas,A lighthouse.\n"
    uploads.store_file(upload, [rows.encode()])
    upload.save()
    return upload


def just_logged_in(user: User, language: str = "en") -> Client:
    """Somebody who has just typed the password, so that no page asks for it again."""
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    session = client.session
    method = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [method]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def enter(context: BrowserContext, user: User, base_url: str) -> None:
    """Give a browser the session of somebody who has just typed the password."""
    cookie = just_logged_in(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
