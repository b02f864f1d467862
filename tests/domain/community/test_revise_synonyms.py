"""Admins say which phrases mean the same, and the search takes any of them for the others."""

import asyncio

import pytest

from domain import community, ideas
from domain.community import SynonymsChangedMeanwhile
from domain.errors import Invalid, NotAllowed, SignInNeeded
from domain.ideas import IdeaFilter
from domain.members import Visitor
from domain.paging import Slice
from tests.people import People

OFFLINE = ["offline map", "maps without network", "Karte ohne Netz"]


async def _found(people: People, words: str) -> set[str]:
    page = await people.reads(ideas.listed, Visitor(), Slice(50), only=IdeaFilter(words=words))
    return {idea.title for idea in page.items}


@pytest.fixture
async def library(people: People) -> None:
    """Fill the community with ideas, and tell its search what means the same."""
    await people.does(community.revise_synonyms, await people.admin(), [OFFLINE, ["bike", "cycle", "Rad"]])
    ann = await people.member("Ann")
    for title, language in (
        ("Maps without network, please", "en"),
        ("An offline map of kerbs", "en"),
        ("Eine Karte ohne Netz für die Berge", "de"),
        ("A map of the network", "en"),
        ("Ein Rad für alle", "de"),
    ):
        await people.idea(by=ann, title=title, language=language, problem="", proposal="·" * 20)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "words",
    ["offline map", "Offline Maps", "maps without network", "Karten ohne Netz", "good offline maps"],
)
async def test_one_phrase_finds_all_that_mean_the_same(people: People, words: str) -> None:
    found = await _found(people, words)
    assert "A map of the network" not in found
    expected = {"Maps without network, please", "An offline map of kerbs", "Eine Karte ohne Netz für die Berge"}
    assert found == (set() if words.startswith("good") else expected)


@pytest.mark.usefixtures("library")
async def test_a_single_word_has_synonyms_too_also_beside_others(people: People) -> None:
    assert await _found(people, "bikes") == {"Ein Rad für alle"}
    assert await _found(people, "cycles alle") == {"Ein Rad für alle"}
    assert await _found(people, "cycle kerbs") == set()


@pytest.mark.usefixtures("library")
async def test_quotes_and_a_minus_take_words_as_they_are(people: People) -> None:
    assert await _found(people, '"offline map"') == {"An offline map of kerbs"}
    assert await _found(people, "offline map -network") == {
        "An offline map of kerbs",
        "Eine Karte ohne Netz für die Berge",
    }


async def test_what_is_kept_is_tidy_recorded_and_read_back(people: People) -> None:
    cleo = await people.admin()
    given = [["  offline\u202e   map ", "maps without network", ""], [], ["", " "], ["bike", "Rad"]]
    kept = await people.does(community.revise_synonyms, cleo, given)
    assert kept == [["offline map", "maps without network"], ["bike", "Rad"]]
    assert await people.reads(community.synonyms) == kept
    facts = [fact for fact in await people.history(cleo) if fact["fact"] == "CommunityRevised"]
    assert [fact["fields"] for fact in facts] == [["synonyms"]]
    await people.does(community.revise_synonyms, cleo, kept, based_on=kept)
    assert len([fact for fact in await people.history(cleo) if fact["fact"] == "CommunityRevised"]) == 1


@pytest.mark.parametrize(
    "groups",
    [
        [["alone"]],
        [["bike", "Bike"]],
        [["bike", "cycle"], ["Rad", "CYCLE"]],
        [[f"word {n}" for n in range(9)]],
        [["bike", "x" * 61]],
        [["bike", "!?"]],
        [["bike", "\ud800"]],
        [[f"a{n}", f"b{n}"] for n in range(101)],
        pytest.param([["bike", "x" * 10_000_000]], id="10 MB"),
        pytest.param([["bike", "cycle"]] * 100_000, id="many"),
    ],
)
async def test_what_makes_no_sense_is_refused_whole(people: People, groups: list[list[str]]) -> None:
    cleo = await people.admin()
    with pytest.raises(Invalid) as refused:
        await people.does(community.revise_synonyms, cleo, groups)
    assert {problem.field for problem in refused.value.problems} == {"synonyms"}
    assert await people.reads(community.synonyms) == []


async def test_only_admins_change_them(people: People) -> None:
    with pytest.raises(NotAllowed):
        await people.does(community.revise_synonyms, await people.member(), [OFFLINE])
    with pytest.raises(SignInNeeded):
        await people.does(community.revise_synonyms, Visitor(), [OFFLINE])


async def test_of_two_admins_at_once_the_second_is_told_and_loses_nothing(people: People) -> None:
    cleo, dora = await people.admin(), await people.admin("Dora")
    seen = await people.does(community.revise_synonyms, cleo, [OFFLINE])
    wanted = ([*seen, ["bike", "Rad"]], [*seen, ["dock", "station"]])
    tries = (
        people.does(community.revise_synonyms, who, groups, based_on=seen)
        for who, groups in zip((cleo, dora), wanted, strict=True)
    )
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, SynonymsChangedMeanwhile) for each in found) == 1
    kept = await people.reads(community.synonyms)
    assert kept in wanted
    everything = [*seen, ["bike", "Rad"], ["dock", "station"]]
    with pytest.raises(SynonymsChangedMeanwhile):
        await people.does(community.revise_synonyms, dora, everything, based_on=seen)
    assert await people.does(community.revise_synonyms, dora, everything, based_on=kept) == everything
    assert await people.does(community.revise_synonyms, cleo, everything, based_on=seen) == everything, "It is so."
