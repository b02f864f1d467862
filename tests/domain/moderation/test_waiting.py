"""The first texts of new members wait for a moderator: nobody sees them before, and nobody hears of them."""

import asyncio
from uuid import uuid4

import pytest

from domain import answers, checks, comments, ideas, images, moderation, notifications, personal_data, search
from domain.comments import Comment
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ideas import Idea, IdeaFilter
from domain.members import Actor, Member, Role, Visitor
from domain.moderation import NothingToSettle, SignKind
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People, writing


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, pat: Member) -> Idea:
    idea = await people.idea(by=pat)
    await people.shape(await people.admin(), first_texts=2)
    await people.hear()
    return idea


async def submits(people: People, member: Member, title: str = "Bells for bikes") -> Idea:
    return await people.does(moderation.submit_idea, member, writing(title))


async def says(people: People, member: Member, on: Idea, body: str = "Zeppelins too.") -> Comment:
    return await people.does(moderation.write_comment, member, on.id, body)


async def waiting(people: People, actor: Actor) -> list[tuple[int, int | None]]:
    found = await people.reads(moderation.waiting, actor, Slice())
    return [(each.idea_id, each.comment_id) for each in found.items]


async def told(people: People, member: Member) -> list[str]:
    return [str(each.kind) for each in (await people.reads(notifications.listed, member, Slice())).items]


async def discussed(people: People, actor: Actor, idea: Idea) -> list[str]:
    return [each.body for each in (await people.reads(comments.listed, actor, idea, Slice())).items]


async def test_an_idea_waits_unseen_and_its_clock_begins_when_it_is_let_through(
    people: People, clock: HeldClock, ann: Member, pat: Member, bench: Idea
) -> None:
    bells = await submits(people, ann)
    assert bells.hidden_at
    await people.hear()
    for stranger in (Visitor(), await people.member("Eve", Role.EMPLOYEE)):
        with pytest.raises(NotFound):
            await people.reads(ideas.visible, stranger, bells.id)
        assert await waiting(people, stranger) == []
        assert (await people.reads(search.found, stranger, "bells", Slice())).ideas.items == []
    assert await waiting(people, ann) == await waiting(people, pat) == [(bells.id, None)]
    assert (await people.reads(moderation.hidden, pat, Slice())).items == []
    why = await people.reads(moderation.standing, await people.reads(ideas.visible, ann, bells.id))
    assert why
    assert (why.waits, [sign.kind for sign in why.signs]) == (True, [SignKind.FIRST_TEXT])
    assert await people.reads(answers.clocks, [bells.id]) == {}
    assert await people.reads(checks.recount) == []

    clock.forward(hours=30)
    await people.does(moderation.restore, pat, idea_id=bells.id)
    await people.hear()
    assert (await people.reads(ideas.visible, Visitor(), bells.id)).submitted_at == clock()
    assert (await people.reads(answers.clocks, [bells.id]))[bells.id].started_at == clock()
    assert (await told(people, ann), await waiting(people, pat)) == (["let_through"], [])
    listed = await people.reads(ideas.listed, Visitor(), Slice(), only=IdeaFilter())
    assert bells.id in [idea.id for idea in listed.items]
    assert await people.reads(checks.recount) == []


async def test_a_comment_waits_unseen_uncounted_and_unheard_until_it_is_let_through(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    said = await says(people, ann, bench, "Zeppelins too, @pat.")
    await people.image(by=ann, below=said)
    await people.hear()
    for stranger in (Visitor(), await people.member("Ben"), await people.member("Eve", Role.EMPLOYEE)):
        assert await discussed(people, stranger, bench) == []
        assert await people.reads(comments.latest, stranger, bench) == []
        assert (await people.reads(comments.written, stranger, ann, Slice())).items == []
        found = (await people.reads(search.found, stranger, "zeppelins", Slice())).comments
        assert found is None or found.items == []
        assert (await people.reads(images.shown, stranger, comments=[said.id])).comments == {}
        with pytest.raises(NotFound):
            await people.reads(comments.visible, stranger, said.id)
    assert await told(people, pat) == []
    assert (await people.reads(ideas.visible, ann, bench.id)).comment_count == 0
    for seeing in (ann, pat):
        assert await discussed(people, seeing, bench) == ["Zeppelins too, @pat."]
        assert len((await people.reads(images.shown, seeing, comments=[said.id])).comments[said.id]) == 1
    assert await waiting(people, ann) == await waiting(people, pat) == [(bench.id, said.id)]
    assert await people.reads(checks.recount) == []

    await people.does(moderation.restore, pat, comment_id=said.id)
    await people.hear()
    assert await discussed(people, Visitor(), bench) == ["Zeppelins too, @pat."]
    assert (await people.reads(ideas.visible, ann, bench.id)).comment_count == 1
    assert (await told(people, pat), await told(people, ann)) == (["mention"], ["comment_let_through"])
    assert await people.reads(checks.recount) == []


async def test_what_is_turned_down_stays_with_its_author_who_reads_why_and_may_come_through_later(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    bells, said = await submits(people, ann), await says(people, ann, bench)
    await people.does(moderation.hide, pat, idea_id=bells.id, reason="off_topic", said="We make bikes.")
    await people.does(moderation.hide, pat, comment_id=said.id, reason="spam", said="Twice is enough.")
    await people.hear()
    assert sorted(await told(people, ann)) == ["comment_not_let_through", "not_let_through"]
    (seen,) = (await people.reads(comments.listed, ann, bench, Slice())).items
    assert (seen.body, seen.is_turned_down, seen.removed_reason) == ("Zeppelins too.", True, "Twice is enough.")
    assert await discussed(people, Visitor(), bench) == []
    assert await waiting(people, pat) == []
    assert len((await people.reads(moderation.hidden, pat, Slice())).items) == 2
    assert await people.reads(checks.recount) == []
    with pytest.raises(Conflict, match="30 minutes"):
        await people.does(comments.revise, ann, said.id, "Airships.")

    await people.does(moderation.restore, pat, comment_id=said.id)
    await people.does(moderation.restore, pat, idea_id=bells.id)
    (back,) = (await people.reads(comments.listed, Visitor(), bench, Slice())).items
    assert (back.body, back.removed_reason, back.removed_by_id) == ("Zeppelins too.", None, None)
    assert await people.reads(checks.recount) == []
    kinds = [fact["fact"] for fact in await people.history(ann)]
    assert [kinds.count(kind) for kind in ("IdeaSubmitted", "CommentWritten", "TextRejected")] == [1, 1, 2]


async def test_a_member_is_trusted_once_so_many_texts_are_in_sight(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    first, second = await submits(people, ann), await says(people, ann, bench)
    await people.does(moderation.restore, pat, idea_id=first.id)
    assert (await says(people, ann, bench, "Still waiting.")).held_at
    await people.does(moderation.restore, pat, comment_id=second.id)
    assert (await says(people, ann, bench, "Out at once.")).held_at is None
    await people.does(moderation.hide, pat, comment_id=second.id, reason="rude")
    assert (await submits(people, ann, "Bells again")).hidden_at is None, "The third counts instead."


async def test_nothing_waits_of_staff_or_while_the_setting_is_off(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    assert (await submits(people, pat)).hidden_at is None
    dora = await people.admin("Dora")
    await people.shape(dora, first_texts=0)
    assert (await says(people, ann, bench)).held_at is None
    for wrong in (-1, 21, "many"):
        with pytest.raises(Invalid):
            await people.shape(dora, first_texts=wrong)


async def test_joining_long_ago_is_no_trust_but_texts_are(
    people: People, clock: HeldClock, ann: Member, bench: Idea
) -> None:
    clock.forward(days=400)
    assert (await says(people, ann, bench)).held_at
    dan = await people.member("Dan")
    for number in range(2):
        await people.comment(by=dan, on=bench, says=f"From before, {number}")
    assert (await says(people, dan, bench)).held_at is None


async def test_the_same_sent_twice_waits_once(people: People, ann: Member, pat: Member, bench: Idea) -> None:
    key = uuid4()
    ideas_made = await asyncio.gather(
        *(people.does(moderation.submit_idea, ann, writing("Bells"), key=key) for _each in range(4))
    )
    said = await asyncio.gather(
        *(people.does(moderation.write_comment, ann, bench.id, "Bells.", key=key) for _each in range(4))
    )
    assert (len({idea.id for idea in ideas_made}), len({comment.id for comment in said})) == (1, 1)
    assert len(await waiting(people, pat)) == 2


async def test_two_moderators_at_once_let_through_once_and_the_counter_follows_once(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    said, bells = await says(people, ann, bench), await submits(people, ann)
    both = pat, await people.member("Sam", Role.PRODUCT)
    await asyncio.gather(
        *(people.does(moderation.restore, each, comment_id=said.id) for each in both),
        *(people.does(moderation.restore, each, idea_id=bells.id) for each in both),
    )
    kinds = [fact["fact"] for fact in await people.history(ann)]
    assert [kinds.count(kind) for kind in ("TextAdmitted", "IdeaSubmitted", "CommentWritten")] == [2, 1, 1]
    assert await people.reads(checks.recount) == []


async def test_what_its_author_takes_back_waits_no_more(people: People, ann: Member, pat: Member, bench: Idea) -> None:
    said, bells = await says(people, ann, bench), await submits(people, ann)
    await people.does(comments.remove, ann, said.id)
    await people.does(ideas.withdraw, ann, bells.id, "On second thought")
    assert await waiting(people, pat) == []
    with pytest.raises(NothingToSettle):
        await people.does(moderation.restore, pat, comment_id=said.id)
    with pytest.raises(NothingToSettle):
        await people.does(moderation.restore, pat, idea_id=bells.id)
    assert await discussed(people, Visitor(), bench) == []
    await people.hear()
    assert await people.reads(checks.recount) == []


async def test_only_moderators_let_through_and_nobody_replies_to_what_waits(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    said = await says(people, ann, bench)
    for other in (ann, await people.member("Eve", Role.EXECUTIVE)):
        with pytest.raises(NotAllowed):
            await people.does(moderation.restore, other, comment_id=said.id)
    for replying in (ann, pat, await people.member("Ben")):
        with pytest.raises(NotFound):
            await people.does(comments.write, replying, bench.id, "Yes.", parent_id=said.id)


async def test_an_author_may_change_what_waits_and_takes_it_along(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    said = await says(people, ann, bench)
    await people.does(comments.revise, ann, said.id, "Airships too.")
    found = (await people.reads(moderation.waiting, pat, Slice())).items
    assert [each.comment and each.comment.body for each in found] == ["Airships too."]
    data = await people.reads(personal_data.export, ann)
    assert [each["body"] for each in data["comments"]] == ["Airships too."]
    assert [each["held_for"] for each in data["hidings"]] == [["first_text:0"]]
    await people.leave(ann)
    await people.does(moderation.restore, pat, comment_id=said.id)
    await people.hear()
    assert await people.reads(checks.recount) == []
