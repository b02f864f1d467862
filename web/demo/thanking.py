"""Cards with which the demo's staff thank people, and whose comments ideas build on."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, community, recognition
from domain.members import Member
from domain.recognition import About, CardWords, EvidenceKind
from web.demo.moderating import Step


def steps(
    people: Mapping[str, Member], ideas: Mapping[str, int], said: Mapping[str, int]
) -> list[tuple[timedelta, Step]]:
    """Return what happens, each with how long ago."""
    told = tomllib.loads(Path(__file__).with_name("thanks.toml").read_text())

    def sent(what: Mapping[str, Any]) -> Step:
        async def done(session: AsyncSession) -> None:
            value = (await community.values(session))[what["value"] - 1]
            about = About(EvidenceKind.IDEA, ideas[what["idea"]]) if "idea" in what else None
            visibility = what.get("visibility", "everyone")
            words = CardWords(value.id, what["because"], about, visibility, what.get("motif"))
            to = [people[handle].id for handle in what["to"]]
            await recognition.send(session, people[what["by"]], to, words)

        return done

    def credited(what: Mapping[str, Any]) -> Step:
        async def done(session: AsyncSession) -> None:
            await comments.credit(session, people[what["by"]], said[what["comment"]])

        return done

    cards = [(timedelta(days=each["days"]), sent(each)) for each in told["card"]]
    return cards + [(timedelta(days=each["days"]), credited(each)) for each in told["credit"]]
