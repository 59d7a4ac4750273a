"""Pages of the site as a whole, and what search engines and browsers ask every site for."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from catalog.sitemaps import PersonSitemap, TitleSitemap
from config.appearance import set_theme


class PageSitemap(Sitemap):
    def items(self) -> list[str]:
        return [
            "catalog:search",
            "catalog:insights",
            "catalog:people",
            "catalog:ask",
            "catalog:proof",
            "recommendations:for_you",
            "recommendations:map",
            "recommendations:predict",
            "recommendations:compare",
            "sources",
            "privacy",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PageSitemap, "titles": TitleSitemap, "people": PersonSitemap}


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/sources.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Titles may be found by search engines; searches, fragments and accounts are no pages."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap": sitemap}, content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who look there without reading the page."""
    return HttpResponseRedirect(static("brand/favicon.ico"))


urlpatterns = [
    path("theme/", set_theme, name="set_theme"),
    path("privacy/", privacy, name="privacy"),
    path("sources/", sources, name="sources"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]
