"""An idea from elsewhere keeps its time, owes nothing, and may be out of sight from the start."""

from datetime import UTC, datetime

import pytest

from domain import checks, ideas
from domain.errors import Invalid, NotFound
from domain.members import Visitor
from tests.people import People, writing

AT = datetime(2016, 8, 1, 12, tzinfo=UTC)


async def test_it_keeps_its_time_and_is_known_again_by_its_source(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.does(ideas.import_idea, ann, writing(tags="wood"), source="polis:1", at=AT, hidden=False)
    seen = await people.reads(ideas.visible, Visitor(), idea.id)
    assert (seen.submitted_at, seen.supporters, [tag.name for tag in seen.tags]) == (AT, 0, ["wood"])
    assert [one.number for one in await people.reads(ideas.revisions, seen)] == [1]
    assert {source: one.id for source, one in (await people.reads(ideas.imported, "polis:")).items()} == {
        "polis:1": idea.id
    }
    assert await people.reads(ideas.imported, "polis_") == {}
    assert await people.reads(checks.recount) == []
    assert "IdeaSubmitted" not in [fact["fact"] for fact in await people.history(ann)]


async def test_a_rejected_one_is_out_of_sight(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.does(ideas.import_idea, ann, writing(), source="polis:1", at=AT, hidden=True)
    with pytest.raises(NotFound):
        await people.reads(ideas.visible, Visitor(), idea.id)


async def test_it_must_be_whole(people: People) -> None:
    with pytest.raises(Invalid):
        await people.does(
            ideas.import_idea, await people.member("Ann"), writing(""), source="polis:1", at=AT, hidden=False
        )
