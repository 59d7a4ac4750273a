"""Every page of the site: where it stands and who may see it.

Tests that promise something of *every* page walk this list. `misfits()` compares it with the
site's addresses, so that a page nobody listed fails by its name. A page of the admin is derived
from its registry; of a model it needs one row, made in `rows.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.contrib import admin
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from catalog.models import Movie, Person, Source
from recommendations.models import TrainingRun
from tests.browser.rows import Rows, Who


@dataclass(frozen=True, slots=True)
class SitePage:
    who: Who
    address: Callable[[Rows], str]


def at(name: str, who: Who = "anybody") -> tuple[str, SitePage]:
    """A page without arguments."""
    return name, SitePage(who, lambda rows: reverse(name))


PAGES: dict[str, SitePage] = dict(
    [
        at("catalog:search"),
        at("catalog:people"),
        at("catalog:insights"),
        at("catalog:ask"),
        at("catalog:proof"),
        at("privacy"),
        at("sources"),
        at("recommendations:favorites", "visitor"),
        at("recommendations:for_you"),
        at("recommendations:map"),
        at("recommendations:predict"),
        at("recommendations:watchlist", "visitor"),
        at("recommendations:ratings", "visitor"),
        at("recommendations:seen", "visitor"),
        at("recommendations:dismissed", "visitor"),
        at("recommendations:import_history", "visitor"),
        at("accounts:home", "visitor"),
        at("accounts:tokens", "visitor"),
        at("accounts:new_token", "visitor"),
        at("accounts:delete", "visitor"),
        at("account_login"),
        at("account_signup"),
        at("account_logout", "visitor"),
        at("account_inactive"),
        at("account_email", "visitor"),
        at("account_email_verification_sent"),
        at("account_reauthenticate", "visitor"),
        at("account_change_password", "visitor"),
        at("account_reset_password"),
        at("account_reset_password_done"),
        at("account_reset_password_from_key_done"),
        at("mfa_index", "visitor"),
        at("mfa_activate_totp", "visitor"),
        at("mfa_reauthenticate", "guarded"),
        at("mfa_deactivate_totp", "guarded"),
        at("mfa_view_recovery_codes", "guarded"),
        at("mfa_generate_recovery_codes", "guarded"),
        at("admin:index", "staff"),
        at("admin:password_change", "staff"),
        at("admin:password_change_done", "staff"),
    ],
    **{
        "catalog:title": SitePage("anybody", lambda rows: rows.title.get_absolute_url()),
        "catalog:person": SitePage("anybody", lambda rows: rows.credited.get_absolute_url()),
        "recommendations:similar": SitePage(
            "anybody", lambda rows: reverse("recommendations:similar", args=[rows.title.pk])
        ),
        "recommendations:compare": SitePage(
            "anybody", lambda rows: reverse("recommendations:compare", query={"title": "Jaws"})
        ),
        "recommendations:rating": SitePage(
            "visitor", lambda rows: reverse("recommendations:rating", args=[rows.title.pk])
        ),
        "account_confirm_email": SitePage("anybody", lambda rows: _confirmation_address(rows)),
        "account_reset_password_from_key": SitePage("anybody", lambda rows: _reset_address(rows)),
        "admin:catalog_movie_merge": SitePage("staff", lambda rows: _merge_address(rows)),
        "admin:catalog_source_split": SitePage(
            "staff",
            lambda rows: reverse("admin:catalog_source_split", args=[rows.by_model[Source].pk]),
        ),
        "admin:catalog_person_merge": SitePage("staff", lambda rows: _merge_people_address(rows)),
        "admin:recommendations_trainingrun_compare": SitePage(
            "staff",
            lambda rows: reverse(
                "admin:recommendations_trainingrun_compare",
                query={"run": rows.by_model[TrainingRun].pk},
            ),
        ),
        "admin:app_list": SitePage(
            "staff", lambda rows: reverse("admin:app_list", args=["catalog"])
        ),
        "admin:auth_user_password_change": SitePage(
            "staff",
            lambda rows: reverse(
                "admin:auth_user_password_change", args=[rows.person("visitor").pk]
            ),
        ),
    },
)

NOT_PAGES: dict[str, str] = {
    "healthz": "JSON",
    "readyz": "JSON",
    "metrics": "numbers for Prometheus",
    "robots": "plain text",
    "favicon": "a picture",
    "sitemap": "XML",
    "api:openapi-json": "JSON",
    "api:openapi-view": "a library's page, which tests/browser/test_api_docs.py opens",
    "api:api-root": "behind catalog:ask, which has its address",
    "api:cantidad_filmaciones_mes": "JSON",
    "api:cantidad_filmaciones_dia": "JSON",
    "api:score_titulo": "JSON",
    "api:votos_titulo": "JSON",
    "api:get_actor": "JSON",
    "api:get_director": "JSON",
    "api:get_recomendacion": "JSON",
    "django.contrib.sitemaps.views.sitemap": "XML",
    "set_theme": "POST alone",
    "set_language": "POST alone",
    "accounts:revoke_token": "POST alone",
    "accounts:export": "a file",
    "admin:catalog_job_state": "a fragment, part of the page of the job",
    "admin:catalog_job_stop": "POST alone",
    "admin:catalog_importupload_start": "POST alone",
    "admin:catalog_importupload_stop": "POST alone",
    "admin:catalog_importupload_rejects": "a file",
    "admin:recommendations_trainingrun_train": "POST alone",
    "admin:login": "redirects to the site's own log-in",
    "admin:logout": "POST alone",
    "admin:autocomplete": "JSON",
    "admin:jsi18n": "a script",
    "admin:view_on_site": "redirects",
    "account_confirm_login_code": "redirects: codes by mail are not offered",
    "account_set_password": "redirects whoever has a password, and everybody has one",
    "mfa_authenticate": "a step of logging in, among the states of test_accessibility",
    "mfa_download_recovery_codes": "a text file",
    "recommendations:toggle_favorite": "POST alone",
    "recommendations:mark": "POST alone",
    "recommendations:keep_history": "POST alone",
    "recommendations:panel": "a fragment, part of the search page",
    "recommendations:for_you_titles": "a fragment, part of a field of the page for you",
    "recommendations:compare_titles": "a fragment, part of a field of the page to compare",
    "recommendations:map_points": "numbers for the picture of the map",
    "recommendations:map_title": "a fragment, part of the map",
    "recommendations:map_titles": "a fragment, part of a field of the map",
    "recommendations:predict_titles": "a fragment, part of a field of the page to try it",
    "api:predict": "JSON",
    "api:recommend": "JSON",
    "api:similar": "JSON",
    "api:recommendation": "POST alone",
    "api:health": "JSON",
    "api:movies": "JSON",
    "catalog:completions": "a fragment, part of the search field",
    "catalog:progress": "a fragment, part of the search page",
}


def pages_for(who: Who, rows: Rows) -> Iterator[tuple[str, str]]:
    """Name and address of each page that is listed for these people."""
    for name, page in PAGES.items():
        if page.who == who:
            yield name, page.address(rows)
    if who == "staff":
        yield from _admin_pages(rows)


def misfits(rows: Rows) -> set[str]:
    """Names of addresses that are neither a page of the list nor excused from it, or that are
    listed and gone."""
    listed = {*PAGES, *NOT_PAGES, *(name for name, _ in _admin_pages(rows, allowed_only=False))}
    return listed ^ set(_names(get_resolver()))


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            # Django's own without a name redirect: the admin's old addresses and its catch-all.
            if entry.name or not entry.lookup_str.startswith("django."):
                yield f"{namespace}{entry.name or entry.pattern}"
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _names(entry, namespace + inner)


def _admin_pages(rows: Rows, *, allowed_only: bool = True) -> Iterator[tuple[str, str]]:
    """List, add, change, history and deletion of each model; what a superuser may not do has no
    page."""
    request = RequestFactory().get("/")
    request.user = rows.person("staff")
    for model, model_admin in admin.site._registry.items():
        options = model._meta
        start = f"admin:{options.app_label}_{options.model_name}_"
        row = rows.by_model.get(model)
        if row is None:
            raise LookupError(f"make_rows makes no {options.label} for the pages of its admin")
        yield f"{start}changelist", reverse(f"{start}changelist")
        if model_admin.has_add_permission(request) or not allowed_only:
            yield f"{start}add", reverse(f"{start}add")
        for action in ("change", "history"):
            yield f"{start}{action}", reverse(f"{start}{action}", args=[row.pk])
        if model_admin.has_delete_permission(request, row) or not allowed_only:
            yield f"{start}delete", reverse(f"{start}delete", args=[row.pk])


def _merge_address(rows: Rows) -> str:
    other = Movie.objects.get(title="Deep Blue")
    return reverse("admin:catalog_movie_merge", args=[rows.title.pk, other.pk])


def _merge_people_address(rows: Rows) -> str:
    other, _is_new = Person.objects.get_or_create(name="Ada again")
    return reverse("admin:catalog_person_merge", args=[rows.credited.pk, other.pk])


def _confirmation_address(rows: Rows) -> str:
    row = rows.by_model[EmailAddress]
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(row).key])


def _reset_address(rows: Rows) -> str:
    user = rows.person("visitor")
    arguments = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    return reverse("account_reset_password_from_key", args=arguments)
