"""Whoever asks to build an idea together is told yes or no by its author, and shares the idea from then on."""

import asyncio
from unittest.mock import ANY

import pytest
from sqlalchemy import update

from domain import checks, database, ideas, offers, votes
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.ideas import Idea, IdeaClosed, ManyCoAuthors, NotTheAuthor
from domain.members import Member, Role, Visitor
from domain.offers import Mine, OfferKind, Standing
from domain.offers.policy import NothingToAnswer
from tests.conftest import HeldClock
from tests.people import People, writing


async def asked(people: People) -> tuple[Member, Member, Idea, offers.Offer]:
    """Return Ann with her idea, and Ben who backs it and asks to build it together."""
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann, quadrant="creation_with_others")
    await people.vote(by=ben, on=idea)
    return ann, ben, idea, await people.offer(by=ben, on=idea, text="I weld.")


async def test_who_is_accepted_shares_the_idea_and_their_vote_comes_back(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    for _ in range(2):
        accepted = await people.does(offers.accept, ann, offer.id)
    assert (accepted.accepted_at, accepted.text) == (ANY, "")
    found = await people.reads(ideas.visible, ben, idea.id)
    assert (found.co_author_ids, found.supporters, found.offer_count) == ([ben.id], 0, 1)
    assert [fact["fact"] for fact in await people.history(ben)][-3:] == [
        "OfferMade",
        "VoteWithdrawn",
        "CoAuthorAccepted",
    ]
    with pytest.raises(votes.OwnIdea):
        await people.vote(by=ben, on=idea)
    with pytest.raises(offers.OfferOnOwnIdea):
        await people.offer(by=ben, on=idea)
    assert await people.reads(checks.recount) == []


async def test_a_co_author_edits_as_the_author_does_and_takes_nothing_back(people: People, clock: HeldClock) -> None:
    ann, ben, idea, offer = await asked(people)
    text = writing("Benches for all", quadrant="creation_with_others")
    with pytest.raises(NotTheAuthor):
        await people.does(ideas.revise, ben, idea.id, text, based_on=1)
    await people.does(offers.accept, ann, offer.id)
    await people.does(ideas.revise, ben, idea.id, text, based_on=1)
    clock.forward(hours=25)
    with pytest.raises(Invalid):  # past the edit window with a note, as for the author
        await people.does(ideas.revise, ben, idea.id, writing("Benches"), based_on=2)
    with pytest.raises(NotTheAuthor):
        await people.does(ideas.withdraw, ben, idea.id, "Found a better one")
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    with pytest.raises(IdeaClosed):
        await people.does(ideas.revise, ben, idea.id, text, based_on=2)


async def test_who_is_declined_hears_a_kind_word_and_asks_no_more(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    for note in ("We are three already, thank you.", "Never mind"):
        declined = await people.does(offers.decline, ann, offer.id, note)
    assert (declined.declined_at, declined.text, declined.note) == (ANY, "", "We are three already, thank you.")
    (standing,) = (await people.reads(offers.standings, ben, [idea.id]))[idea.id].values()
    mine = Mine(offer.id, "", "We are three already, thank you.", None, ANY)
    assert standing == Standing(OfferKind.BUILD, 0, mine)
    assert await people.reads(offers.standings, ann, [idea.id]) == {}, "it is between the two"
    with pytest.raises(offers.OfferAnswered):
        await people.offer(by=ben, on=idea)
    with pytest.raises(offers.OfferAnswered):
        await people.does(offers.accept, ann, offer.id)
    assert await people.reads(votes.given, ben, [idea.id]) == {idea.id}
    assert await people.reads(checks.recount) == []


async def test_only_the_author_answers(people: People) -> None:
    _ann, ben, idea, offer = await asked(people)
    pia, dan = await people.member("Pia", Role.PRODUCT), await people.member("Dan")
    for answer in (offers.accept, offers.decline):
        for somebody in (ben, pia):
            with pytest.raises(NotTheAuthor):
                await people.does(answer, somebody, offer.id)
        with pytest.raises(NotFound):
            await people.does(answer, dan, offer.id)
        with pytest.raises(SignInNeeded):
            await people.does(answer, Visitor(), offer.id)
    with pytest.raises(SignInNeeded):
        await people.does(offers.remove_co_author, Visitor(), idea.id, ben.id)
    with pytest.raises(SignInNeeded):
        await people.does(offers.step_down, Visitor(), idea.id)


async def test_when_the_author_is_gone_the_product_team_answers(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    await people.leave(ann)
    with pytest.raises(NotTheAuthor):
        await people.does(offers.accept, await people.member("Eli", Role.EMPLOYEE), offer.id)
    await people.does(offers.accept, await people.member("Pia", Role.PRODUCT), offer.id)
    assert (await people.reads(ideas.visible, ben, idea.id)).co_author_ids == [ben.id]


async def test_other_offers_wait_for_no_answer(people: People) -> None:
    ann = await people.member("Ann")
    offer = await people.offer(by=await people.member("Ben"), on=await people.idea(by=ann))
    for answer in (offers.accept, offers.decline):
        with pytest.raises(NothingToAnswer):
            await people.does(answer, ann, offer.id)


async def test_a_closed_idea_is_shared_with_nobody_new(people: People) -> None:
    ann, _ben, idea, offer = await asked(people)
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    with pytest.raises(offers.OffersClosed):
        await people.does(offers.accept, ann, offer.id)
    await people.does(offers.decline, ann, offer.id)


async def test_a_note_too_long_is_refused(people: People) -> None:
    ann, _ben, _idea, offer = await asked(people)
    with pytest.raises(Invalid):
        await people.does(offers.decline, ann, offer.id, "x" * 401)


async def test_ten_share_an_idea_at_most(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    others = [(await people.member(f"Other {number}")).id for number in range(10)]
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Idea).values(co_author_ids=others))
    with pytest.raises(ManyCoAuthors):
        await people.does(offers.accept, ann, offer.id)
    assert await people.reads(votes.given, ben, [idea.id]) == {idea.id}, "nothing half done"


async def test_a_co_author_steps_down_and_may_ask_and_back_again(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    await people.does(offers.accept, ann, offer.id)
    for _ in range(2):
        found = await people.does(offers.step_down, ben, idea.id)
    assert (found.co_author_ids, found.author_id) == ([], ann.id)
    assert (await people.history(ben))[-1]["fact"] == "CoAuthorLeft"
    with pytest.raises(NotTheAuthor):
        await people.does(ideas.revise, ben, idea.id, writing("Benches for all"), based_on=1)
    assert (await people.vote(by=ben, on=idea)).supporters == 1
    assert (await people.offer(by=ben, on=idea)).is_waiting
    assert await people.reads(checks.recount) == []


async def test_whom_the_author_parts_from_asks_no_more(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    await people.does(offers.accept, ann, offer.id)
    with pytest.raises(NotTheAuthor):
        await people.does(offers.remove_co_author, ben, idea.id, ben.id)
    for _ in range(2):
        found = await people.does(offers.remove_co_author, ann, idea.id, ben.id)
    assert (found.co_author_ids, found.offer_count) == ([], 0)
    with pytest.raises(offers.OfferAnswered):
        await people.offer(by=ben, on=idea)
    assert (await people.vote(by=ben, on=idea)).supporters == 1
    assert await people.reads(checks.recount) == []


async def test_who_shares_an_idea_stays_in_it_under_no_name(people: People) -> None:
    ann, ben, idea, offer = await asked(people)
    await people.does(offers.accept, ann, offer.id)
    await people.leave(ben)
    found = await people.reads(ideas.visible, ann, idea.id)
    assert [who.name for who in await people.reads(ideas.co_authors, found)] == ["Former member"]
    assert found.offer_count == 0
    assert (await people.does(offers.remove_co_author, ann, idea.id, ben.id)).co_author_ids == []
    assert await people.reads(checks.recount) == []


async def test_accepting_while_it_is_taken_back_does_one_of_both(people: People) -> None:
    ann = await people.member("Ann")
    for number in range(6):
        ben = await people.member(f"Ben {number}")
        idea = await people.idea(by=ann, quadrant="creation_with_others")
        await people.vote(by=ben, on=idea)
        offer = await people.offer(by=ben, on=idea)
        accepted, back = await asyncio.gather(
            people.does(offers.accept, ann, offer.id),
            people.does(offers.take_back, ben, offer.id),
            return_exceptions=True,
        )
        found = await people.reads(ideas.visible, ann, idea.id)
        if isinstance(back, offers.OfferAnswered):
            assert (found.co_author_ids, found.supporters) == ([ben.id], 0)
        else:
            assert isinstance(accepted, NotFound)
            assert (found.co_author_ids, found.supporters, found.offer_count) == ([], 1, 0)
    assert await people.reads(checks.recount) == []


async def test_accepting_while_they_vote_leaves_no_vote(people: People) -> None:
    ann = await people.member("Ann")
    for number in range(6):
        ben = await people.member(f"Ben {number}")
        idea = await people.idea(by=ann, quadrant="creation_with_others")
        offer = await people.offer(by=ben, on=idea)
        accepted, cast = await asyncio.gather(
            people.does(offers.accept, ann, offer.id), people.vote(by=ben, on=idea), return_exceptions=True
        )
        assert not isinstance(accepted, BaseException)
        assert isinstance(cast, votes.OwnIdea | Idea)
        assert (await people.reads(ideas.visible, ann, idea.id)).supporters == 0
    assert await people.reads(checks.recount) == []


async def test_accepting_while_they_leave_leaves_the_books_right(people: People) -> None:
    ann = await people.member("Ann")
    for number in range(4):
        ben = await people.member(f"Ben {number}")
        idea = await people.idea(by=ann, quadrant="creation_with_others")
        offer = await people.offer(by=ben, on=idea)
        accepted, left = await asyncio.gather(
            people.does(offers.accept, ann, offer.id), people.leave(ben), return_exceptions=True
        )
        assert left is None
        assert isinstance(accepted, NotFound | offers.Offer)
    assert await people.reads(checks.recount) == []
