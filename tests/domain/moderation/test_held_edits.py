"""An edit of a text that all see waits when it looks like spam; until a moderator has looked, all read what it said."""

import asyncio

import pytest

from domain import checks, comments, ideas, members, moderation, notifications, personal_data
from domain.comments import Comment
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea
from domain.members import Actor, Member, Role, Visitor
from domain.moderation import HeldEdit, NothingToSettle, SignKind
from domain.moderation.use_cases.holding_edits import ChangedSince
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests.conftest import CountingFactory
from tests.people import People, writing

LINK = "Put a **bench** beside each station, see https://benches.example for more."
SPAM = "Rudi has dog beds, dog bowls and dog coats this week, all at half the price, ask by the till."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    """Return an idea of somebody new, in a community where first texts wait."""
    idea = await people.idea(by=ann)
    await people.shape(await people.admin(), first_texts=2)
    await people.hear()
    return idea


async def edits(people: People, who: Member, idea: Idea, proposal: str = LINK, based_on: int = 1) -> Idea:
    fresh = writing(proposal=proposal)
    return await people.does(moderation.revise_idea, who, idea.id, fresh, based_on=based_on, note="A link")


async def waiting(people: People, who: Member, by: Member | None = None) -> list[HeldEdit]:
    return list((await people.reads(moderation.held_edits, who, Slice(), by=by)).items)


async def says(people: People, idea: Idea) -> str:
    return (await people.reads(ideas.visible, Visitor(), idea.id)).proposal


async def told(people: People, member: Member) -> list[tuple[NoticeKind, str]]:
    await people.hear()
    return [(each.kind, each.path) for each in (await people.reads(notifications.listed, member, Slice())).items]


async def test_a_link_of_somebody_new_waits_and_counts_when_it_is_let_through(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    before = await says(people, bench)
    await edits(people, ann, bench)
    assert await says(people, bench) == before
    (edit,) = await waiting(people, pat)
    assert ([sign.kind for sign in edit.signs], LINK in edit.body) == ([SignKind.LINKS], True)
    assert await people.reads(moderation.count_waiting) == 1
    assert await people.reads(moderation.edit_waits, ann, idea_id=bench.id)
    assert [each.id for each in await waiting(people, ann, ann)] == [edit.id]
    for outsider in (await people.member("Ben"), await people.member("Eve", Role.EMPLOYEE)):
        assert await waiting(people, outsider) == []
        with pytest.raises(NotAllowed):
            await people.does(moderation.let_edit_through, outsider, edit.id)
    await people.does(moderation.let_edit_through, pat, edit.id)
    assert await says(people, bench) == LINK
    assert await people.reads(ideas.latest_revision, bench.id) == 2
    history = await people.reads(ideas.revisions, bench)
    assert (history[0].editor.id, history[0].note) == (ann.id, "A link")
    assert await told(people, ann) == [(NoticeKind.EDIT_LET_THROUGH, f"/ideas/{bench.id}")]
    with pytest.raises(NotFound):
        await people.does(moderation.let_edit_through, pat, edit.id)
    assert await people.reads(checks.recount) == []


async def test_one_that_is_turned_down_changes_nothing_and_says_why(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    before = await says(people, bench)
    await edits(people, ann, bench)
    (edit,) = await waiting(people, pat)
    with pytest.raises(Invalid):
        await people.does(moderation.turn_edit_down, pat, edit.id, reason="other")
    await people.does(moderation.turn_edit_down, pat, edit.id, reason="spam", said="It is a shop.")
    assert await says(people, bench) == before
    assert await waiting(people, pat) == []
    (mine,) = await waiting(people, ann, ann)
    assert (mine.reason, mine.said) == ("spam", "It is a shop.")
    assert await told(people, ann) == [(NoticeKind.EDIT_NOT_LET_THROUGH, "/me/edits")]
    assert len((await people.reads(personal_data.export, ann))["held_edits"]) == 1
    with pytest.raises((NothingToSettle, NotFound)):
        await people.does(moderation.let_edit_through, pat, edit.id)
    await people.leave(ann)
    assert await waiting(people, pat, ann) == []


async def test_what_doesnt_look_like_spam_counts_at_once_and_takes_the_place_of_what_waited(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    for proposal in (LINK, LINK.replace("more", "less")):
        await edits(people, ann, bench, proposal)
    (edit,) = await waiting(people, pat)
    assert "less" in edit.body
    plain = "Put a bench beside each station, and a roof above it."
    await edits(people, ann, bench, plain)
    assert (await says(people, bench), await waiting(people, pat)) == (plain, [])
    await edits(people, pat, bench, LINK, based_on=2)
    await edits(people, ann, bench, LINK + " And a roof.", based_on=3)
    assert await says(people, bench) == LINK + " And a roof.", "The link was there before."


async def test_where_no_first_texts_wait_many_links_do_and_nothing_of_who_is_known(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    await people.shape(await people.admin("Dora"), first_texts=0)
    await edits(people, ann, bench)
    assert await says(people, bench) == LINK
    many = LINK + " https://one.example https://two.example"
    await edits(people, ann, bench, many, based_on=2)
    assert await says(people, bench) == LINK
    for number in range(3):
        await people.idea(by=ann, title=f"Another thing {number}")
    await edits(people, ann, bench, many, based_on=2)
    assert await says(people, bench) == many


async def test_the_likeness_to_a_removed_text_makes_any_customers_edit_wait(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    await people.shape(await people.admin("Dora"), first_texts=0)
    bad = await people.comment(by=await people.member("Konrad"), on=bench, says=SPAM)
    await people.does(moderation.hide, pat, comment_id=bad.id, reason="spam")
    said = await people.comment(by=ann, on=bench, says="A roof too, please.")
    await people.does(moderation.revise_comment, ann, said.id, SPAM.replace("week", "month"))
    assert (await people.reads(comments.visible, ann, said.id)).body == "A roof too, please."
    (edit,) = await waiting(people, pat)
    assert [sign.kind for sign in edit.signs] == [SignKind.LIKE_REMOVED]
    await people.does(moderation.let_edit_through, pat, edit.id)
    assert "this month" in (await people.reads(comments.visible, ann, said.id)).body


async def test_what_changed_or_went_since_is_not_let_through(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    await edits(people, ann, bench)
    await edits(people, pat, bench, "Put two benches beside each station.")
    (edit,) = await waiting(people, pat)
    with pytest.raises(ChangedSince):
        await people.does(moderation.let_edit_through, pat, edit.id)
    said: Comment = await people.comment(by=ann, on=bench, says="A roof too, please.")
    await people.does(moderation.revise_comment, ann, said.id, f"A roof: {LINK}")
    (_idea, of_comment) = await waiting(people, pat)
    await people.does(comments.remove, ann, said.id)
    with pytest.raises(NothingToSettle):
        await people.does(moderation.let_edit_through, pat, of_comment.id)
    await people.does(ideas.withdraw, ann, bench.id, "Enough of it")
    assert await waiting(people, pat) == []
    assert await people.reads(moderation.count_waiting) == 0


async def test_two_moderators_at_once_settle_it_once(people: People, ann: Member, pat: Member, bench: Idea) -> None:
    await edits(people, ann, bench)
    (edit,) = await waiting(people, pat)
    found = await asyncio.gather(
        people.does(moderation.let_edit_through, pat, edit.id),
        people.does(moderation.turn_edit_down, pat, edit.id, reason="spam"),
        people.does(moderation.let_edit_through, pat, edit.id),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Idea) for each in found) == 1
    assert sum(isinstance(each, (NothingToSettle, NotFound)) for each in found) == 2
    assert len(await told(people, ann)) == 1


@pytest.mark.parametrize("who", ["visitor", "customer"])
async def test_only_moderators_settle(who: str, people: People, ann: Member, bench: Idea) -> None:
    await edits(people, ann, bench)
    (edit,) = await waiting(people, ann, ann)
    actor: Actor = Visitor() if who == "visitor" else ann
    with pytest.raises(SignInNeeded if who == "visitor" else NotAllowed):
        await people.does(moderation.turn_edit_down, actor, edit.id, reason="spam")


async def test_the_list_takes_as_many_statements_for_ten_as_for_one(
    people: People, ann: Member, pat: Member, bench: Idea, counting: CountingFactory
) -> None:
    async def statements() -> int:
        with counting() as counted:
            await people.reads(moderation.held_edits, pat, Slice(20))
        return len(counted.statements)

    await edits(people, ann, bench)
    one = await statements()
    for number in range(9):
        ben = await people.member(f"Ben {number}")
        idea = await people.idea(by=ben, title=f"Chairs {number}")
        await edits(people, ben, idea)
    assert len(await waiting(people, pat)) == 10
    assert await statements() == one


async def test_who_came_to_moderate_meanwhile_leaves_their_own_edit_to_others(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    await edits(people, ann, bench)
    (edit,) = await waiting(people, pat)
    now_staff = await people.does(members.change_role, await people.member("Ada", Role.ADMIN), ann.id, Role.PRODUCT)
    with pytest.raises(moderation.OwnJudgement):
        await people.does(moderation.let_edit_through, now_staff, edit.id)
    with pytest.raises(moderation.OwnJudgement):
        await people.does(moderation.turn_edit_down, now_staff, edit.id, reason="spam")
    await people.does(moderation.let_edit_through, pat, edit.id)
    assert await says(people, bench) == LINK
