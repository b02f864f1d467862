"""Over GraphQL a badge leads on to what its page leads on to, for each as they may see that."""

from typing import Any

import pytest

from api import ids
from domain import badges, ideas, recognition
from domain.badges import Award, Evidence
from domain.experiments import Advice, ConclusionKind, Experiment
from domain.ideas import Idea
from domain.members import Member, Role
from domain.recognition import CardVisibility
from tests import experimenting
from tests.api.conftest import As, Counting
from tests.carrying import given
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import aged, thanks

LIST = "query($of: String!) { awards(handle: $of, first: 20) { nodes { slug evidence { aboutId says page } } } }"


async def _read(by_token: As, reader: Member | None, carrier: Member) -> dict[str, list[Any]]:
    """Return what shows each badge of somebody, by the badge, as somebody reads it."""
    answer = (await (await by_token(reader)).ask(LIST, {"of": carrier.handle})).body
    assert "errors" not in answer, answer
    return {each["slug"]: each["evidence"] for each in answer["data"]["awards"]["nodes"]}


async def _shown(people: People, award: Award, *, by: Member) -> None:
    await people.does(badges.show, by, award.name)


class _Told:
    """Emil carries a badge for what an experiment taught."""

    emil: Member
    pia: Member
    idea: Idea
    test: Experiment
    card_id: int


async def _told(people: People) -> _Told:
    told = _Told()
    told.emil, told.pia = await experimenting.crew(people)
    told.test = await experimenting.running(people, by=told.emil, second=told.pia)
    await experimenting.advised(people, told.test, Advice.STOP, by=told.emil)
    ended = await experimenting.concluded(people, told.test, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=told.emil)
    told.card_id, idea_id = ended.card.id, told.test.idea_id
    assert idea_id
    told.idea = await people.reads(ideas.visible, told.pia, idea_id)
    award = await given(people, told.emil, "kill-switch", by=told.pia, evidence=Evidence(card_id=told.card_id))
    await _shown(people, award, by=told.emil)
    return told


async def test_a_badge_shows_the_idea_the_verdict_and_the_card(people: People, by_token: As) -> None:
    told = await _told(people)
    expected = [
        (ids.encode("Idea", told.idea.id), told.idea.title, told.idea.path),
        (ids.encode("Experiment", told.test.id), f"The verdict on “{told.test.title}”", told.test.path),
        (
            ids.encode("LearningCard", told.card_id),
            f"The learning card “{told.test.title}”",
            f"/learning/{told.card_id}",
        ),
    ]
    for reader in (None, await people.member("Ben")):
        found = (await _read(by_token, reader, told.emil))["kill-switch"]
        assert [(each["aboutId"], each["says"], each["page"]) for each in found] == expected


async def test_what_is_hidden_shows_nothing_to_those_from_whom_it_is(people: People, by_token: As) -> None:
    told = await _told(people)
    await people.hide(told.idea)
    for reader, pages in ((None, 0), (await people.member("Ben"), 0), (told.pia, 3)):
        assert len((await _read(by_token, reader, told.emil))["kill-switch"]) == pages


@pytest.mark.parametrize("visibility", CardVisibility)
async def test_a_badge_of_thanks_shows_its_card_to_who_may_read_that(
    visibility: CardVisibility, people: People, clock: HeldClock, by_token: As
) -> None:
    eve, ann = await people.member("Eve", Role.EMPLOYEE), await people.member("Ann")
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann], visibility=visibility))
    award = await people.does(recognition.carry, ann, card.id)
    await _shown(people, award, by=ann)
    shows = [{"aboutId": ids.encode("RecognitionCard", card.id), "says": card.value.name, "page": card.path}]
    public = shows if visibility is CardVisibility.EVERYONE else []
    for reader, seen in ((ann, shows), (eve, shows), (await people.member("Ben"), public), (None, public)):
        assert (await _read(by_token, reader, ann))[award.badge.slug] == seen


async def test_a_badge_for_nothing_in_particular_shows_nothing(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    await _shown(people, await given(people, ann), by=ann)
    assert await _read(by_token, ann, ann) == {"first-spark": []}


async def test_many_badges_ask_as_little_as_few(
    people: People, clock: HeldClock, by_token: As, counting_app: Counting
) -> None:
    told = await _told(people)
    card = await aged(people, clock, await thanks(people, by=told.pia, to=[told.emil]))
    await people.does(recognition.carry, told.emil, card.id)
    client = await by_token(told.emil)
    await client.ask(LIST, {"of": told.emil.handle})
    with counting_app() as few:
        await client.ask(LIST, {"of": told.emil.handle})
    for slug in ("first-spark", "sharp-eye"):
        idea = await people.idea(by=told.emil, title=f"Benches for {slug}")
        await given(people, told.emil, slug, by=told.pia, evidence=Evidence(idea_id=idea.id))
    card = await aged(people, clock, await thanks(people, by=await people.member("Kim", Role.EMPLOYEE), to=[told.emil]))
    await people.does(recognition.carry, told.emil, card.id)
    await client.ask(LIST, {"of": told.emil.handle})  # time has passed, so that the use of the token is noted again
    with counting_app() as many:
        answer = await client.ask(LIST, {"of": told.emil.handle})
    assert len([each for each in answer.body["data"]["awards"]["nodes"] if each["evidence"]]) == 5
    assert len(many) == len(few) <= 12, "\n\n".join(many.statements)
