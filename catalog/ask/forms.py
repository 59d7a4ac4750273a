"""What may be asked, in the page's address: `about` something, and the choices that the API offers
for that question, by the names that they have there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.api.parameters import LARGEST_ID
from catalog.lookup import LONGEST_NAME


class AskForm(forms.Form):
    about = forms.CharField(
        max_length=LONGEST_NAME, error_messages={"required": _("Ask about something.")}
    )

    def clean_about(self) -> str:
        # Postgres has no NUL in a text; what is left of it may be nothing.
        about: str = " ".join(self.cleaned_data["about"].replace("\0", " ").split())
        if not about:
            raise forms.ValidationError(self.fields["about"].error_messages["required"])
        return about


class TitleForm(AskForm):
    """`year` and `id` choose one of several that have the name."""

    year = forms.IntegerField(min_value=1870, max_value=2100, required=False)
    id = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class PersonForm(AskForm):
    id = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    incluir_desconocidos = forms.BooleanField(required=False)
