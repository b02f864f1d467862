"""The team's short list of tags, and ideas filed under them: beside their authors' own words, never in their place."""

import pytest

from domain import community, ideas
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, IdeaFilter, TagThere
from domain.members import Member, Visitor
from domain.paging import Slice
from tests.people import People, writing


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann, tags="docks,night")


async def found(people: People, tag: str) -> list[int]:
    page = await people.reads(ideas.listed, Visitor(), Slice(), only=IdeaFilter(tag=tag))
    return [idea.id for idea in page.items]


async def test_an_idea_is_found_under_the_teams_tag_and_under_its_authors_words(
    people: People, ann: Member, pia: Member, idea: Idea
) -> None:
    here = await people.does(ideas.add_tag, pia, "  #Quick  wins ")
    assert here.kept_tags == {"quick-wins": "Quick wins"}
    filed = await people.does(ideas.file, pia, idea.id, ["quick-wins"])
    assert filed.kept_tags == ["quick-wins"]
    for tag in ("quick-wins", "docks"):
        assert await found(people, tag) == [idea.id]
    revised = await people.does(ideas.revise, ann, idea.id, writing("Benches, better"), based_on=1)
    assert revised.kept_tags == ["quick-wins"], "what the author changes leaves the team's tags alone"
    await people.does(ideas.file, pia, idea.id, [])
    assert await found(people, "quick-wins") == []


async def test_a_renamed_tag_keeps_its_address_and_a_retired_one_its_ideas(
    people: People, pia: Member, idea: Idea
) -> None:
    await people.does(ideas.add_tag, pia, "Docks")
    await people.does(ideas.add_tag, pia, "Other")
    await people.does(ideas.file, pia, idea.id, ["docks"])
    here = await people.does(ideas.rename_tag, pia, "docks", "Stations")
    assert here.kept_tags["docks"] == "Stations"
    for taken in ("Stations", "docks", "OTHER"):
        with pytest.raises(TagThere):
            await people.does(ideas.add_tag, pia, taken)
    with pytest.raises(TagThere):
        await people.does(ideas.rename_tag, pia, "other", "stations")
    here = await people.does(ideas.retire_tag, pia, "docks")
    assert here.kept_tags == {"other": "Other"}
    filed = await people.does(ideas.file, pia, idea.id, ["other"])
    assert filed.kept_tags == ["docks", "other"]
    here = await people.does(ideas.add_tag, pia, "Docks")
    assert here.kept_tags["docks"] == "Docks"


async def test_the_list_is_short_and_five_fit_an_idea(people: People, pia: Member, idea: Idea) -> None:
    for number in range(ideas.KEPT_MOST):
        await people.does(ideas.add_tag, pia, f"Tag {number}")
    for name in ("One more", "", "!!", "x" * 31, "a"):
        with pytest.raises(Invalid):
            await people.does(ideas.add_tag, pia, name)
    six = [f"tag-{number}" for number in range(6)]
    for wrong in (six, ["nowhere"], ["tag-1", "'; --"]):
        with pytest.raises(Invalid):
            await people.does(ideas.file, pia, idea.id, wrong)
    assert (await people.does(ideas.file, pia, idea.id, six[:5])).kept_tags == six[:5]
    with pytest.raises(NotFound):
        await people.does(ideas.rename_tag, pia, "nowhere", "Somewhere")
    with pytest.raises(NotFound):
        await people.does(ideas.retire_tag, pia, "nowhere")


async def test_only_the_team_keeps_tags_and_files_ideas(people: People, ann: Member, idea: Idea) -> None:
    for actor, refused in ((ann, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refused):
            await people.does(ideas.add_tag, actor, "Docks")
        with pytest.raises(refused):
            await people.does(ideas.file, actor, idea.id, [])
    assert (await people.reads(community.current)).kept_tags == {}
