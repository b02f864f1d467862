"""A hidden text is there for its author and moderators only, counters follow, and it comes back as it was."""

import asyncio
from functools import partial

import pytest

from domain import checks, comments, ideas, images, moderation, offers, votes
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, IdeaFilter, Quadrant
from domain.members import Member, Role, Visitor
from domain.moderation import ReportOutcome, ReportReason
from domain.paging import Slice
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


async def listed(people: People, actor: Member | Visitor) -> list[int]:
    found = await people.reads(ideas.listed, actor, Slice(), only=IdeaFilter())
    return [idea.id for idea in found.items]


async def test_a_hidden_idea_is_seen_by_its_author_and_moderators_and_comes_back_with_its_votes(
    people: People, ann: Member, ben: Member, pat: Member, bench: Idea
) -> None:
    await people.vote(by=ben, on=bench)
    await people.does(moderation.report, ben, idea_id=bench.id, reason="rude")
    await people.does(moderation.hide, pat, idea_id=bench.id, reason="rude", said="Names were called.")
    assert await listed(people, ben) == []
    for stranger in (ben, Visitor(), await people.member("Eve", Role.EMPLOYEE)):
        with pytest.raises(NotFound):
            await people.reads(ideas.visible, stranger, bench.id)
    seen = await people.reads(ideas.visible, ann, bench.id)
    why = await people.reads(moderation.standing, seen)
    assert why
    assert (why.reason, why.said) == (ReportReason.RUDE, "Names were called.")
    (told,) = (await people.reads(moderation.made, ben, Slice())).items
    assert told.outcome is ReportOutcome.HIDDEN
    assert await people.reads(checks.recount) == []

    await people.does(moderation.restore, pat, idea_id=bench.id)
    assert await listed(people, Visitor()) == [bench.id]
    back = await people.reads(ideas.visible, ben, bench.id)
    assert (back.supporters, back.hidden_at, await people.reads(moderation.standing, back)) == (1, None, None)
    facts = [fact["fact"] for fact in await people.history(ann)]
    assert facts[-2:] == ["IdeaHidden", "IdeaRestored"]
    assert await people.reads(checks.recount) == []


async def test_a_hidden_comment_leaves_a_stone_without_its_words_and_comes_back_with_its_images(
    people: People, ann: Member, ben: Member, pat: Member, bench: Idea
) -> None:
    said = await people.comment(by=ben, on=bench, says="You fools.")
    await people.comment(by=ann, on=bench, says="Please.", to=said)
    await people.image(by=ben, below=said)
    await people.does(moderation.hide, pat, comment_id=said.id, reason="rude", said="Kindly, please.")
    await people.hear()
    for reader in (ann, ben, pat, Visitor()):
        (stone,) = (await people.reads(comments.listed, reader, bench, Slice())).items
        assert (stone.body, stone.removed_reason, len(stone.replies)) == ("", "Kindly, please.", 1)
        shown = await people.reads(images.shown, reader, comments=[said.id])
        assert shown.comments == {}
    assert (await people.reads(ideas.visible, ann, bench.id)).comment_count == 1
    assert (await people.reads(comments.personal_data, ben))[0]["body"] == "You fools."
    assert await people.reads(checks.recount) == []

    await people.does(moderation.restore, pat, comment_id=said.id)
    (back,) = (await people.reads(comments.listed, ann, bench, Slice())).items
    assert (back.body, back.removed_at, back.removed_reason, back.removed_by_id) == ("You fools.", None, None, None)
    assert len((await people.reads(images.shown, ann, comments=[said.id])).comments[said.id]) == 1
    assert (await people.reads(ideas.visible, ann, bench.id)).comment_count == 2
    assert await people.reads(checks.recount) == []


async def test_two_moderators_at_once_hide_once_and_the_counter_follows_once(
    people: People, ben: Member, pat: Member, bench: Idea
) -> None:
    said = await people.comment(by=ben, on=bench)
    sam = await people.member("Sam", Role.PRODUCT)
    one, two = await asyncio.gather(
        people.does(moderation.hide, pat, comment_id=said.id, reason="rude"),
        people.does(moderation.hide, sam, comment_id=said.id, reason="spam"),
    )
    assert one.id == two.id
    await asyncio.gather(*(people.does(moderation.restore, each, comment_id=said.id) for each in (pat, sam)))
    await asyncio.gather(*(people.does(moderation.hide, each, idea_id=bench.id, reason="rude") for each in (pat, sam)))
    assert await people.reads(checks.recount) == []
    facts = [fact["fact"] for fact in await people.history(ben)]
    assert (facts.count("CommentHidden"), facts.count("CommentRestored")) == (1, 1)
    assert len((await people.reads(moderation.hidden, pat, Slice())).items) == 1


async def test_what_is_hidden_is_listed_for_moderators_and_to_authors_their_own(
    people: People, ann: Member, ben: Member, pat: Member, bench: Idea
) -> None:
    said = await people.comment(by=ben, on=bench, says="You fools.")
    await people.does(moderation.hide, pat, comment_id=said.id, reason="rude")
    await people.does(moderation.hide, pat, idea_id=bench.id, reason="spam")

    async def hidden(actor: Member | Visitor) -> list[tuple[ReportReason | None, str | None]]:
        found = (await people.reads(moderation.hidden, actor, Slice())).items
        return [(each.reason, each.comment.hidden_body if each.comment else None) for each in found]

    assert await hidden(pat) == [(ReportReason.SPAM, None), (ReportReason.RUDE, "You fools.")]
    assert await hidden(ann) == [(ReportReason.SPAM, None)]
    assert await hidden(ben) == []  # below an idea they can't see
    assert await hidden(Visitor()) == []
    await people.does(moderation.restore, pat, idea_id=bench.id)
    assert await hidden(ben) == [(ReportReason.RUDE, "You fools.")]


async def test_an_idea_that_its_import_hid_can_be_brought_back(people: People, pat: Member, bench: Idea) -> None:
    await people.hide(bench)
    assert await people.reads(moderation.standing, await people.reads(ideas.visible, pat, bench.id)) is None
    await people.does(moderation.restore, pat, idea_id=bench.id)
    assert await listed(people, Visitor()) == [bench.id]


async def test_bringing_back_what_is_in_sight_or_erased_changes_nothing(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    said = await people.comment(by=ann, on=bench)
    await people.does(moderation.restore, pat, comment_id=said.id)
    await people.does(moderation.restore, pat, idea_id=bench.id)
    await people.does(comments.remove, ann, said.id)
    await people.does(moderation.restore, pat, comment_id=said.id)
    (stone,) = (await people.reads(comments.listed, ann, bench, Slice())).items
    assert stone.removed_at
    with pytest.raises(moderation.NothingToSettle):
        await people.does(moderation.hide, pat, comment_id=said.id, reason="rude")
    assert await people.reads(checks.recount) == []


@pytest.mark.parametrize("reason", ["", "nonsense", "other"])
async def test_hiding_needs_a_reason(reason: str, people: People, pat: Member, bench: Idea) -> None:
    with pytest.raises(Invalid):
        await people.does(moderation.hide, pat, idea_id=bench.id, reason=reason)
    assert await listed(people, Visitor()) == [bench.id]


async def test_only_moderators_hide_and_restore(people: People, ann: Member, ben: Member, bench: Idea) -> None:
    for actor in (ann, ben, await people.member("Eve", Role.EXECUTIVE)):
        with pytest.raises(NotAllowed):
            await people.does(moderation.hide, actor, idea_id=bench.id, reason="rude")
        with pytest.raises(NotAllowed):
            await people.does(moderation.restore, actor, idea_id=bench.id)
    with pytest.raises(SignInNeeded):
        await people.does(moderation.hide, Visitor(), idea_id=bench.id, reason="rude")


async def test_nothing_can_be_done_at_a_hidden_idea(people: People, ben: Member, pat: Member, bench: Idea) -> None:
    await people.does(moderation.hide, pat, idea_id=bench.id, reason="rude")
    with pytest.raises(NotFound):
        await people.does(votes.cast, ben, bench.id)
    with pytest.raises(NotFound):
        await people.comment(by=ben, on=bench)


@pytest.mark.parametrize("shares", [False, True], ids=["author", "co-author"])
async def test_nobody_judges_their_own_idea_nor_one_they_share(
    people: People, ann: Member, ben: Member, pat: Member, shares: bool
) -> None:
    if shares:
        own = await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS)
        asked = await people.offer(by=pat, on=own)
        await people.does(offers.accept, ann, asked.id)
    else:
        own = await people.idea(by=pat)
    await people.does(moderation.report, ben, idea_id=own.id, reason="rude")
    for judge in (moderation.keep, partial(moderation.hide, reason="rude")):
        with pytest.raises(moderation.OwnJudgement):
            await people.does(judge, pat, idea_id=own.id)
    sam = await people.member("Sam", Role.PRODUCT)
    await people.does(moderation.hide, sam, idea_id=own.id, reason="rude")
    with pytest.raises(moderation.OwnJudgement):
        await people.does(moderation.restore, pat, idea_id=own.id)


async def test_nobody_judges_their_own_comment(people: People, ben: Member, pat: Member, bench: Idea) -> None:
    own = await people.comment(by=pat, on=bench)
    await people.does(moderation.report, ben, comment_id=own.id, reason="rude")
    for judge in (moderation.keep, partial(moderation.hide, reason="rude")):
        with pytest.raises(moderation.OwnJudgement):
            await people.does(judge, pat, comment_id=own.id)
    (left,) = (await people.reads(moderation.reported, pat, Slice())).items
    assert (left.comment or left.idea).id == own.id
