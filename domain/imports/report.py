"""What an import has done, in figures that add up."""

from dataclasses import dataclass, field

from domain.errors import _
from domain.imports.records import BadRow


@dataclass
class Report:
    """The figures of one run. Every row of votes.csv is in exactly one of: votes, votes_there, passes, disagrees,
    own_votes, superseded, and the bad rows of that file.
    """

    topic: str
    participants: int = 0
    participants_there: int = 0
    statements: int = 0
    hidden: int = 0
    statements_there: int = 0
    votes: int = 0
    votes_there: int = 0
    votes_taken_back: int = 0
    passes: int = 0
    disagrees: int = 0
    exposures: int = 0
    own_votes: int = 0
    superseded: int = 0
    bad_rows: list[BadRow] = field(default_factory=list)

    def figures(self) -> list[tuple[str, int]]:
        """Return each figure with its label, a catalogue id, in the order they are read."""
        return [
            (_("Participants taken in"), self.participants),
            (_("Participants here already"), self.participants_there),
            (_("Statements taken in as ideas"), self.statements),
            (_("of these hidden, since they were rejected"), self.hidden),
            (_("Statements here already"), self.statements_there),
            (_("Votes taken in"), self.votes),
            (_("Votes here already"), self.votes_there),
            (_("Statements shown to participants, taken in"), self.exposures),
            (_("Votes taken back since the last import"), self.votes_taken_back),
            (_("Passes: seen without support"), self.passes),
            (_("Disagreements: seen without support"), self.disagrees),
            (_("Left out: votes on one's own statement"), self.own_votes),
            (_("Left out: replaced by a later vote"), self.superseded),
            (_("Bad rows"), len(self.bad_rows)),
        ]
