from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  both register what is taken away below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest

from accounts.models import User

# Nobody has to see, or to write by hand, what second factors keep. To take one away there is
# `manage.py remove_second_factor`.
admin.site.unregister(Authenticator)
# Addresses stand on the page of the user that they belong to.
admin.site.unregister(EmailAddress)


class EmailAddressInline(admin.TabularInline):
    model = EmailAddress
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ["username", "email", "is_staff", "is_active", "last_login"]
    readonly_fields = ["last_login", "date_joined"]
    show_full_result_count = False
    inlines = [EmailAddressInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People delete their own account on its page, which minds the last superuser."""
        return obj != request.user and super().has_delete_permission(request, obj)
