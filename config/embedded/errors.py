"""What the embedded servers say when they cannot do what was asked."""


class EmbeddedServerError(RuntimeError):
    """One line that a person can act on; it names the file or the setting at fault."""
