"""What a run of the joining has found and done."""

from dataclasses import dataclass, field

from catalog.linking.decisions import Candidate


@dataclass(slots=True)
class LinkReport:
    """Lists are of all pairs of the run: a few thousand small rows at most."""

    joined: list[Candidate] = field(default_factory=list)
    """In a dry run, those that would be."""
    open: list[Candidate] = field(default_factory=list)
    """What a curator has to decide on, found again or new."""
    new: int = 0
    """How many of those nobody has seen before."""
    without_record: int = 0
    """Records of imports before the site kept what they say: their next import fills them."""
    queued: int = 0
    """Titles that are embedded anew, since their text is another."""

    def counts(self) -> dict[str, int]:
        return {
            "joined": len(self.joined),
            "to be decided": len(self.open),
            "of them new": self.new,
            "without a record": self.without_record,
        }
