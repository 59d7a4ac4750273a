"""The pages of /account/. What changes or ends an account asks for the password once more."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.belongings import belongings
from accounts.deletion import LastSuperuser, delete_account, is_last_superuser
from accounts.export import FORMATS
from accounts.forms import DeleteAccountForm, TokenForm
from accounts.models import User
from accounts.staff import has_second_factor
from accounts.tokens import MOST_TOKENS, TooManyTokens, make_token


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    context = {
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "has_second_factor": has_second_factor(request),
        "token_count": user.api_tokens.count(),
    }
    return render(request, "accounts/home.html", context)


@require_safe
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    mine = list(_user(request).api_tokens.all())
    context = {"tokens": mine, "most": MOST_TOKENS, "has_room": len(mine) < MOST_TOKENS}
    return render(request, "accounts/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def new_token(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/new_token.html", {"form": form})
    try:
        token, raw = make_token(_user(request), name=form.cleaned_data["name"])
    except TooManyTokens:
        messages.error(request, gettext("Revoke a token first: you have as many as you may have."))
        return redirect("accounts:tokens")
    # No redirect: the text would have to wait for the next request in some store.
    return render(request, "accounts/token_made.html", {"token": token, "raw": raw})


@require_POST
@login_required
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(_user(request).api_tokens, pk=pk)
    token.delete()
    messages.success(request, gettext("Revoked: %(name)s") % {"name": token.name})
    return redirect("accounts:tokens")


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    try:
        write, content_type, ending = FORMATS[request.GET.get("format", "json")]
    except KeyError:
        raise Http404 from None
    day = timezone.localdate().isoformat()
    disposition = f'attachment; filename="movieclip-{day}.{ending}"'
    return StreamingHttpResponse(
        write(_user(request)),
        content_type=content_type,
        headers={"Content-Disposition": disposition},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            delete_account(user)
        except LastSuperuser:
            return redirect("accounts:delete")
        logout(request)
        messages.success(request, gettext("Your account is deleted, with everything in it."))
        return redirect("catalog:search")
    context = {
        "form": form,
        "is_last_superuser": is_last_superuser(user),
        "tables": [(table.label, table.rows.count()) for table in belongings(user)],
    }
    return render(request, "accounts/delete.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
