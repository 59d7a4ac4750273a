"""Opening a file of text that may be in any of the usual encodings, or no text at all."""

import codecs
import io
from pathlib import Path
from typing import TextIO

# Registers "sloppy-windows-1252": cp1252 whose five unassigned bytes decode too.
import ftfy.bad_codecs  # noqa: F401
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HEAD_SIZE = 8192

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NOT_TEXT = {
    b"PK\x03\x04": gettext_lazy("a zip archive or an Excel workbook"),
    b"\x1f\x8b": gettext_lazy("a gzip archive"),
    b"BZh": gettext_lazy("a bzip2 archive"),
    b"\xfd7zXZ": gettext_lazy("an xz archive"),
    b"7z\xbc\xaf": gettext_lazy("a 7z archive"),
    b"\xd0\xcf\x11\xe0": gettext_lazy("an old Excel workbook"),
    b"PAR1": gettext_lazy("a Parquet file"),
    b"\x89PNG": gettext_lazy("a PNG image"),
    b"\xff\xd8\xff": gettext_lazy("a JPEG image"),
    b"%PDF": gettext_lazy("a PDF document"),
}


class UnreadableFile(ValueError):
    """The whole file is of no use; the message is one line that names it and says why.

    `reason` says it without the name, for those who know the file by another.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason


def _decode_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    undecodable = error.object[error.start : error.end]
    return undecodable.decode("sloppy-windows-1252"), error.end


# Byte by byte and not file by file, because files that were pasted together hold both encodings.
codecs.register_error("cp1252", _decode_as_cp1252)


def open_text(path: Path) -> TextIO:
    """Open `path` as UTF-8 with whatever is not UTF-8 read as cp1252, or as its mark says.

    Decoding never fails afterwards; line ends are kept as they are.
    Raises `UnreadableFile` for what is no file of text.
    """
    try:
        is_pipe = path.exists() and not (path.is_file() or path.is_dir())
        binary = None if is_pipe else path.open("rb")
    except FileNotFoundError:
        raise UnreadableFile(path, _("no such file")) from None
    except IsADirectoryError:
        raise UnreadableFile(path, _("is a folder, not a file")) from None
    except PermissionError:
        raise UnreadableFile(path, _("no permission to read it")) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(path, _("cannot be opened (%(why)s)") % {"why": why}) from None
    if binary is None:  # a file is read twice: to count its rows, and to import them
        raise UnreadableFile(path, _("is no regular file; write it to one first"))
    try:
        encoding = _encoding_of(binary.peek(HEAD_SIZE)[:HEAD_SIZE], path)
    except BaseException:
        binary.close()
        raise
    errors = "cp1252" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(binary, encoding=encoding, errors=errors, newline="")


def _encoding_of(head: bytes, path: Path) -> str:
    if not head:
        raise UnreadableFile(path, _("the file is empty"))
    for magic, what in _NOT_TEXT.items():
        if head.startswith(magic):
            raise UnreadableFile(path, _("is %(what)s, not CSV text") % {"what": what})
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        raise UnreadableFile(path, _("is binary, not CSV text"))
    return "utf-8"
