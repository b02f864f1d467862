"""Facts about credentials."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class IssuerKeysMade(Fact):
    """The site has keys to sign badges with: its first ones, or others in place of those it can no longer open."""

    names: list[str]


@dataclass(frozen=True)
class IssuerKeysRotated(Fact):
    """An administrator gave the site new keys; what the old ones signed stays valid."""

    actor_id: int


@dataclass(frozen=True)
class CredentialIssued(Fact):
    """A badge that a member was given is signed, and can be taken away."""

    prompt = False

    award_id: int
