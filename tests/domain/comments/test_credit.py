"""Who stands for an idea says which comments it builds on, sparingly."""

import asyncio

import pytest

from domain import comments, ideas, moderation, notifications, offers
from domain.comments.policy import CreditedEnough, NothingToCredit, OwnCredit
from domain.errors import NotFound, SignInNeeded
from domain.ideas import Quadrant
from domain.members import Role, Visitor
from domain.paging import Slice
from tests.people import People


async def test_an_author_credits_a_comment_and_whoever_wrote_it_hears(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea, says="With a roof, it lasts.")
    credited = await people.does(comments.credit, ann, comment.id)
    again = await people.does(comments.credit, ann, comment.id)
    assert (credited.credited_by_id, again.credited_at) == (ann.id, credited.credited_at)
    await people.hear()
    told = await people.reads(notifications.listed, ben, Slice())
    assert [(each.kind, each.path) for each in told.items] == [
        (notifications.NoticeKind.CREDITED, f"/ideas/{idea.id}#comment-{comment.id}")
    ]
    back = await people.does(comments.take_credit_back, ann, comment.id)
    assert (back.credited_at, back.credited_by_id) == (None, None)
    await people.does(comments.take_credit_back, ann, comment.id)


async def test_nobody_but_who_stands_for_it_credits(people: People) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea)
    for actor in (ben, pia):
        assert not comments.may_credit(actor, idea, comment)
        for use_case in (comments.credit, comments.take_credit_back):
            with pytest.raises(ideas.NotTheAuthor):
                await people.does(use_case, actor, comment.id)
    with pytest.raises(SignInNeeded):
        await people.does(comments.credit, Visitor(), comment.id)
    with pytest.raises(NotFound):
        await people.does(comments.credit, ann, comment.id + 1000)


async def test_credit_goes_to_others_and_to_what_can_be_read(people: People) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS)
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.accept, ann, offer.id)
    for writer in (ann, ben):
        comment = await people.comment(by=writer, on=idea)
        with pytest.raises(OwnCredit):
            await people.does(comments.credit, ann, comment.id)
    eve = await people.member("Eve")
    comment = await people.comment(by=eve, on=idea)
    assert (await people.does(comments.credit, ben, comment.id)).credited_by_id == ben.id
    await people.does(comments.take_credit_back, ann, comment.id)
    await people.does(moderation.hide, pia, comment_id=comment.id, reason="spam")
    with pytest.raises(NothingToCredit):
        await people.does(comments.credit, ann, comment.id)
    await people.hide(idea)
    with pytest.raises(NotFound):
        await people.does(comments.credit, eve, comment.id)


async def test_one_person_credits_two_people_below_an_idea_and_each_once(people: People) -> None:
    ann = await people.member("Ann")
    idea, other = await people.idea(by=ann), await people.idea(by=ann)
    crowd = [await people.member(name) for name in ("Ben", "Dan", "Eve")]
    said = [await people.comment(by=who, on=idea) for who in (*crowd, crowd[0])]
    await people.does(comments.credit, ann, said[0].id)
    with pytest.raises(CreditedEnough):
        await people.does(comments.credit, ann, said[3].id)
    await people.does(comments.credit, ann, said[1].id)
    with pytest.raises(CreditedEnough):
        await people.does(comments.credit, ann, said[2].id)
    await people.does(comments.credit, ann, (await people.comment(by=crowd[2], on=other)).id)
    await people.does(comments.take_credit_back, ann, said[0].id)
    await people.does(comments.credit, ann, said[2].id)


async def test_many_credits_at_once_stay_two(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    said = [await people.comment(by=await people.member(f"Voter {one}"), on=idea) for one in range(5)]
    done = await asyncio.gather(*(people.does(comments.credit, ann, each.id) for each in said), return_exceptions=True)
    assert sum(isinstance(each, CreditedEnough) for each in done) == 3
    assert sum(isinstance(each, comments.Comment) for each in done) == 2
