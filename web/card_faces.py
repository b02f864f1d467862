"""What a recognition card shows, sent already or about to be; and what its form says, read."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import recognition
from domain.errors import _, problem
from domain.members import Member, Role
from domain.recognition import About, CardWords, Evidence, EvidenceKind, RecognitionCard
from web.forms import whole

_ADDRESS = re.compile(r"(?:^|/)(ideas|experiments|learning)/(\d{1,18})(?![\d])", re.ASCII)
_KINDS = {
    "ideas": EvidenceKind.IDEA,
    "experiments": EvidenceKind.EXPERIMENT,
    "learning": EvidenceKind.LEARNING_CARD,
}


@dataclass(frozen=True)
class Face:
    """A card as it is shown: who thanks whom for which value and why, about what, in which look."""

    value: str
    because: str
    language: str
    sender: Member
    role: Role
    people: list[Member]
    motif: str
    sent_at: datetime
    evidence: Evidence | None

    @classmethod
    def coming(
        cls,
        sender: Member,
        people: list[Member],
        value: str,
        words: CardWords,
        moment: datetime,
        evidence: Evidence | None,
    ) -> "Face":
        """Return a card as it will be."""
        motif = str(words.motif or "")
        return cls(value, words.because, sender.language, sender, sender.role, people, motif, moment, evidence)


def face_of(card: RecognitionCard, evidence: Evidence | None) -> Face:
    """Return a card as it is; `evidence` is what it is about, for who may see that."""
    return Face(
        value=card.value.name,
        because=card.because,
        language=card.language,
        sender=card.sender,
        role=card.sender_role,
        people=[each.member for each in card.recipients],
        motif=str(card.motif or ""),
        sent_at=card.sent_at,
        evidence=evidence,
    )


def about_at(address: str) -> About | None:
    """Return what an address names, None for none; raises Invalid for one that is of no idea, experiment or card."""
    if not address.strip():
        return None
    named = _ADDRESS.search(address.strip()[:300])
    if named is None:
        raise problem("about", "unknown", _("Paste the address of an idea, an experiment or a learning card."))
    return About(_KINDS[named[1]], int(named[2]))


def typed(values: dict[str, str]) -> CardWords:
    """Return what a form says; raises Invalid for an address that is none of an idea, experiment or learning card."""
    return CardWords(
        value_id=whole(values["value"]),
        because=values["because"],
        about=about_at(values["about"]),
        visibility=values["visibility"],
        motif=values["motif"] or None,
    )


async def about_said(session: AsyncSession, sender: Member, words: CardWords) -> Evidence | None:
    """Return what a card would be about, as its sender sees it."""
    if words.about is None:
        return None
    return (await recognition.shown(session, sender, [words.about])).get(words.about)
