"""Looking over GraphQL at a badge that anybody brings: what holds, what doesn't, what can't be known here."""

import binascii
from base64 import b64decode
from typing import Annotated

import strawberry

from api.context import Info
from api.enums import described
from api.http import LONGEST_BODY
from domain import credentials
from domain.credentials import About, Look, Outcome, Seen
from domain.errors import _, problem

SECONDS = 4  # less than a question may take, so that what takes too long is said to
DEAR = 6_000  # a process of its own for each: one in a question
_KB = LONGEST_BODY // 1024
Text = Annotated[str | None, strawberry.argument(description="What it says: a document as JSON, a JWT, or an SVG.")]
File = Annotated[
    str | None,
    strawberry.argument(
        description=f"A file in base64, which goes before `credential`; a question has {_KB} KB at most in all."
    ),
]
described(
    About,
    "What is looked at in a badge.",
    name="BadgeAspect",
    SIGNATURE="Whether it was signed, and not changed since.",
    ISSUER="Whether it comes from whom it names.",
    REVOCATION="Whether it was taken back.",
    EXPIRY="Whether it is valid today.",
    SCHEMA="Whether it has the form of an Open Badge 3.0.",
    LOSSLESS="Whether all of its words are explained.",
)
described(
    Outcome,
    "How a badge, or something about it, is.",
    name="BadgeOutcome",
    GOOD="It holds.",
    BAD="It doesn't hold.",
    UNKNOWN="It can't be known here, since nothing is fetched.",
)


@strawberry.type(description="One thing that was looked at in a badge.")
class BadgeLook:
    """One thing that was looked at in a badge."""

    about: About = strawberry.field(description="What was looked at.")
    outcome: Outcome = strawberry.field(description="How it is.")
    code: str = strawberry.field(description="What was seen, for programs.")
    named: str = strawberry.field(description="What it was seen by: a key, a list, a time; may be empty.")
    says: str = strawberry.field(description="What was seen, as a sentence in your language.")

    @classmethod
    def of(cls, look: Look, info: Info) -> "BadgeLook":
        """Return a look as the schema shows one."""
        says = credentials.told(look, info.context.gettext, str)
        return cls(about=look.about, outcome=look.outcome, code=look.code.upper(), named=look.named, says=says)


@strawberry.type(description="What can be said of a badge that somebody brought, of which nothing is kept.")
class BadgeVerification:
    """What can be said of a badge that somebody brought."""

    outcome: Outcome = strawberry.field(description="How it is as a whole: as the worst of the looks.")
    says: str = strawberry.field(description="How it is as a whole, as a sentence in your language.")
    looks: list[BadgeLook] = strawberry.field(description="Each thing looked at.", metadata={"at_most": len(About)})
    name: str = strawberry.field(description="What it is called, in its own words, as all that follows; may be empty.")
    description: str = strawberry.field(description="What it is.")
    criteria: str = strawberry.field(description="What it is given for.")
    issuer: str = strawberry.field(description="Who issued it, which is sure only where `isIssuerKnown`.")
    issuer_id: str = strawberry.field(description="The identifier of who issued it.")
    is_issuer_known: bool = strawberry.field(description="Whether it is certain who issued it.")
    address: str = strawberry.field(description="Its own identifier, mostly where it is to be had.")
    valid_from: str = strawberry.field(description="Since when it is valid, as it stands there.")

    @classmethod
    def of(cls, seen: Seen, info: Info) -> "BadgeVerification":
        """Return what was seen as the schema shows it."""
        return cls(
            outcome=seen.outcome,
            says=info.context.gettext(credentials.HOLDS[seen.outcome]),
            looks=[BadgeLook.of(each, info) for each in seen.looks],
            name=seen.name,
            description=seen.description,
            criteria=seen.criteria,
            issuer=seen.issuer,
            issuer_id=seen.issuer_id,
            is_issuer_known=seen.is_issuer_known,
            address=seen.address,
            valid_from=seen.valid_from,
        )


@strawberry.type
class VerifyingQueries:
    """Looking at badges."""

    @strawberry.field(
        description="What holds of a badge that you bring, ours or anybody's; nothing is fetched, and nothing kept.",
        metadata={"cost": DEAR},
    )
    async def badge_verification(self, info: Info, credential: Text = None, file: File = None) -> BadgeVerification:
        """Return what can be said of a badge; raises Invalid for what is none, TooMany, ManyBadges."""
        own, field = info.context, "file" if file else "credential"
        body = _decoded(file) if file else (credential or "").encode()
        seen = await credentials.look_at(own.sessions, own.desk, own.address, body, client=own.client, seconds=SECONDS)
        if why := credentials.refusal(seen):
            raise problem(field, seen.refused, why)
        return BadgeVerification.of(seen, info)


def _decoded(file: str) -> bytes:
    try:
        return b64decode(file, validate=True)
    except (binascii.Error, ValueError) as error:
        raise problem("file", "not_base64", _("This file isn’t written in base64.")) from error
