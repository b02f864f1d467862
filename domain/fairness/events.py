"""Facts about cases and quarantines."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class CaseOpened(Fact):
    """A check found votes that somebody should look at."""

    case_id: int
    kind: str


@dataclass(frozen=True)
class VotesQuarantined(Fact):
    """Votes of a case count nowhere for now; nobody is behind it where a rule did it by itself."""

    case_id: int
    batch_id: int
    actor_id: int | None
    votes: int


@dataclass(frozen=True)
class QuarantineLifted(Fact):
    """Votes of a case count again."""

    case_id: int
    batch_id: int
    actor_id: int
    votes: int


@dataclass(frozen=True)
class CaseDecided(Fact):
    """Somebody decided a case with a reason, or settled it by a merge or by taking an idea back.

    `told` says whether its members know of it.
    """

    case_id: int
    actor_id: int
    outcome: str
    told: bool


@dataclass(frozen=True)
class CaseAppealed(Fact):
    """A member whom a case concerns asked that somebody else looks at it."""

    case_id: int
    member_id: int


@dataclass(frozen=True)
class ModeratorsReminded(Fact):
    """Those who decide were reminded that so many cases wait longer than was promised."""

    cases: int


@dataclass(frozen=True)
class CasesRaised(Fact):
    """So many cases waited twice as long as was promised, and `member_id`, the sponsor, should hear of it."""

    cases: int
    member_id: int
