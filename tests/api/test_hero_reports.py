"""Reporting heroes' stories over GraphQL: the same as on the pages, and for the same readers."""

from typing import Any

import pytest

from api import ids
from domain.heroes import Hero
from domain.members import Member, Role
from tests.api.conftest import As
from tests.heroic import STORY, agreed, chosen
from tests.people import People

QUEUE = """{ reportedHeroes(first: 5) { nodes {
    hero { headline } reports { reason said isByTrusted member { handle } } } }
  hiddenHeroes(first: 5) { nodes { headline hiddenSaid hiddenAt } } }"""
MINE = """{ myHeroReports(first: 5) { nodes { heroId reason said outcome answer storyGone } } }"""
READ = """query($slug: String!) { hero(slug: $slug) { headline hiddenSaid hiddenAt }
  heroes(first: 5) { nodes { headline } } }"""


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def hero(people: People, ann: Member) -> Hero:
    """Return Ann's story, which an executive chose and everybody reads."""
    rex = await people.member("Rex", Role.EXECUTIVE)
    return await agreed(people, ann, await chosen(people, ann, by=rex))


async def _asked(by_token: As, reader: Member | None, question: str, **variables: object) -> Any:
    return (await (await by_token(reader)).ask(question, variables)).body["data"]


async def test_a_story_is_reported_hidden_and_brought_back(
    people: People, by_token: As, hero: Hero, ann: Member
) -> None:
    ben, pat = await people.member("Ben"), await people.member("Pat", Role.PRODUCT)
    id = ids.encode("Hero", hero.id)
    wrong = await (await by_token(ben)).do("reportHeroStory", {"id": id, "reason": "OTHER"})
    assert wrong["__typename"] == "Invalid"
    made = await (await by_token(ben)).do("reportHeroStory", {"id": id, "reason": "RUDE", "said": "It mocks her"})
    assert made["__typename"] == "HeroReport"
    found = await _asked(by_token, pat, QUEUE)
    report = {"reason": "RUDE", "said": "It mocks her", "isByTrusted": False, "member": {"handle": ben.handle}}
    assert found["reportedHeroes"]["nodes"] == [{"hero": {"headline": STORY.headline}, "reports": [report]}]
    assert found["hiddenHeroes"]["nodes"] == []
    hide = {"id": id, "reason": "RUDE", "said": "Please be kind"}
    assert (await (await by_token(pat)).do("hideHeroStory", hide))["__typename"] == "Hero"
    for reader in (None, ben):
        assert await _asked(by_token, reader, READ, slug=hero.slug) == {"hero": None, "heroes": {"nodes": []}}
    for reader in (ann, pat):
        seen = await _asked(by_token, reader, READ, slug=hero.slug)
        assert (seen["hero"]["hiddenSaid"], seen["heroes"]["nodes"]) == ("Please be kind", [])
        assert seen["hero"]["hiddenAt"]
    found = await _asked(by_token, pat, QUEUE)
    assert [each["headline"] for each in found["hiddenHeroes"]["nodes"]] == [STORY.headline]
    assert found["reportedHeroes"]["nodes"] == []
    (mine,) = (await _asked(by_token, ben, MINE))["myHeroReports"]["nodes"]
    told = {"said": "It mocks her", "outcome": "HIDDEN", "answer": "", "storyGone": False}
    assert mine == {"heroId": id, "reason": "RUDE"} | told
    assert (await (await by_token(pat)).do("restoreHeroStory", {"id": id}))["__typename"] == "Hero"
    assert (await _asked(by_token, None, READ, slug=hero.slug))["hero"]["headline"] == STORY.headline
    again = await (await by_token(pat)).do("keepHeroStory", {"id": id, "answer": "It is fine"})
    assert again["__typename"] == "Conflict"


async def test_only_moderators_read_what_was_reported(people: People, by_token: As, hero: Hero) -> None:
    ben, rex = await people.member("Ben"), await people.member("Rita", Role.EXECUTIVE)
    for asker in (None, ben, rex):
        for root in ("reportedHeroes", "hiddenHeroes"):
            question = f"{{ {root}(first: 1) {{ nodes {{ __typename }} }} }}"
            assert (await (await by_token(asker)).ask(question)).body["errors"]
