"""The two steps of bringing a history along: the file, and the consent to what it would bring."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importers.rows import UnreadableFile
from recommendations.importers.history.proposal import Proposal, read_proposal


class HistoryForm(forms.Form):
    """`proposal` is there once the form is valid."""

    proposal: Proposal

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A CSV file, as you got it from there."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        most = settings.HISTORY_MAX_MB << 20
        if (file.size or 0) > most:
            reason = _("The file is larger than %(limit)s.") % {"limit": filesizeformat(most)}
            raise forms.ValidationError(reason)
        return file

    def clean(self) -> dict[str, Any]:
        if file := self.cleaned_data.get("file"):
            # Files are read by their path; this one is gone when it has been.
            with NamedTemporaryFile(suffix=".csv") as copy:
                copy.writelines(file.chunks())
                copy.flush()
                try:
                    self.proposal = read_proposal(Path(copy.name), name=file.name)
                except UnreadableFile as error:
                    self.add_error("file", f"{file.name}: {error.reason}")
        return self.cleaned_data


class ConsentForm(forms.Form):
    proposal = forms.CharField(widget=forms.HiddenInput)
    replace = forms.BooleanField(
        label=gettext_lazy("Replace my ratings of these titles by those of the file."),
        required=False,
    )
