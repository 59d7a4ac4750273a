"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.admin_autocomplete import check_autocompletes
from config.api import api

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
check_autocompletes()

urlpatterns = [
    path("", include("config.health")),
    path("", include("config.metrics.page")),
    path("", include("config.pages")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("account/", include("accounts.urls")),
    path("", include("recommendations.urls")),
    path("", include("catalog.urls")),
    # Behind the page at /api/ itself, which asks the same questions.
    path("api/", api.urls),
]

handler400 = "config.limits.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
