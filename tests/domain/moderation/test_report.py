"""A report is one for each member and text, goes to moderators only, and gets an answer."""

import asyncio
from uuid import UUID

import pytest

from domain import comments, ideas, moderation
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded, TooMany
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from domain.moderation import Report, ReportOutcome, ReportReason
from domain.paging import Slice
from tests.people import People, writing


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


async def report(
    people: People, by: Member, on: Idea, reason: ReportReason = ReportReason.RUDE, said: str = ""
) -> Report:
    return await people.does(moderation.report, by, idea_id=on.id, reason=reason, said=said)


async def test_a_report_waits_for_moderators_with_what_was_said(
    people: People, ben: Member, pat: Member, bench: Idea
) -> None:
    cat = await people.member("Cat")
    await report(people, ben, bench, said="  It calls\r\nus names. ")
    await report(people, cat, bench, ReportReason.SPAM)
    said = await people.comment(by=ben, on=bench, says="Buy this.")
    await people.does(moderation.report, cat, comment_id=said.id, reason="spam")
    (idea, comment) = (await people.reads(moderation.reported, pat, Slice())).items
    assert [(each.member.name, each.reason, each.said) for each in idea.reports] == [
        ("Ben", ReportReason.RUDE, "It calls\nus names."),
        ("Cat", ReportReason.SPAM, ""),
    ]
    assert (idea.comment, comment.comment and comment.comment.body) == (None, "Buy this.")
    assert await people.reads(moderation.count_reported, pat) == 2
    assert (await people.history(ben))[-1]["fact"] == "CommentWritten"
    assert "ReportMade" in {fact["fact"] for fact in await people.history(ben)}


async def test_reporting_again_changes_the_words_and_counts_once(people: People, ben: Member, bench: Idea) -> None:
    first = await report(people, ben, bench)
    again = await report(people, ben, bench, ReportReason.OTHER, "On second thought")
    assert (again.id, again.reason, again.said) == (first.id, ReportReason.OTHER, "On second thought")
    await asyncio.gather(*(report(people, ben, bench) for _ in range(4)))
    assert len((await people.reads(moderation.made, ben, Slice())).items) == 1
    assert [fact["fact"] for fact in await people.history(ben)].count("ReportMade") == 1


async def test_others_see_no_report_but_their_own(people: People, ann: Member, ben: Member, bench: Idea) -> None:
    cat = await people.member("Cat", Role.EXECUTIVE)
    await report(people, ben, bench)
    for stranger in (ann, cat, Visitor()):
        assert (await people.reads(moderation.reported, stranger, Slice())).items == []
        assert await people.reads(moderation.count_reported, stranger) == 0
    (mine,) = (await people.reads(moderation.reported, ben, Slice())).items
    assert [each.member.id for each in mine.reports] == [ben.id]


async def test_a_kept_text_stays_and_its_reporters_read_the_answer(
    people: People, ben: Member, pat: Member, bench: Idea
) -> None:
    cat = await people.member("Cat")
    for one in (ben, cat):
        await report(people, one, bench)
    await people.does(moderation.keep, pat, idea_id=bench.id, answer="It is blunt, and fair.")
    for one in (ben, cat):
        (told,) = (await people.reads(moderation.made, one, Slice())).items
        assert (told.outcome, told.answer) == (ReportOutcome.KEPT, "It is blunt, and fair.")
        assert told.settled_at
        settled = (await people.history(one))[-1]
        assert (settled["fact"], settled["outcome"], settled["actor_id"]) == ("ReportSettled", "kept", pat.id)
    assert (await people.reads(moderation.reported, pat, Slice())).items == []
    with pytest.raises(moderation.ReportSettledAlready):
        await report(people, ben, bench)
    with pytest.raises(moderation.NothingToSettle):
        await people.does(moderation.keep, pat, idea_id=bench.id)


async def test_two_moderators_at_once_settle_once(people: People, ben: Member, pat: Member, bench: Idea) -> None:
    await report(people, ben, bench)
    sam = await people.member("Sam", Role.PRODUCT)
    done = await asyncio.gather(
        people.does(moderation.keep, pat, idea_id=bench.id, answer="By Pat"),
        people.does(moderation.keep, sam, idea_id=bench.id, answer="By Sam"),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["Idea", "NothingToSettle"]
    assert [fact["fact"] for fact in await people.history(ben)].count("ReportSettled") == 1


async def test_what_cannot_be_reported(people: People, ann: Member, ben: Member, pat: Member, bench: Idea) -> None:
    with pytest.raises(moderation.OwnText):
        await report(people, ann, bench)
    with pytest.raises(SignInNeeded):
        await people.does(moderation.report, Visitor(), idea_id=bench.id, reason="rude")
    draft = await people.does(ideas.save_draft, ben, UUID(int=1), writing())
    for actor in (ann, ben):
        with pytest.raises(NotFound):
            await people.does(moderation.report, actor, idea_id=draft.id, reason="rude")
    with pytest.raises(NotFound):
        await people.does(moderation.report, ben, reason="rude")
    with pytest.raises(NotFound):
        await people.does(moderation.report, ben, comment_id=2**70, reason="rude")
    gone = await people.comment(by=ann, on=bench)
    await people.does(comments.remove, ann, gone.id)
    with pytest.raises(NotFound):
        await people.does(moderation.report, ben, comment_id=gone.id, reason="rude")
    await people.does(moderation.hide, pat, idea_id=bench.id, reason="rude")
    with pytest.raises(NotFound):
        await report(people, ben, bench)


@pytest.mark.parametrize(
    ("reason", "said", "code"),
    [
        ("nonsense", "", "unknown"),
        ("", "", "unknown"),
        ("other", " ", "missing"),
        ("other", "no", "too_short"),
        ("rude", "x" * 1001, "too_long"),
        ("rude", "\ud800", "not_text"),
    ],
)
async def test_a_report_that_says_nothing_is_refused(
    reason: str, said: str, code: str, people: People, ben: Member, bench: Idea
) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(moderation.report, ben, idea_id=bench.id, reason=reason, said=said)
    assert [problem.code for problem in refused.value.problems] == [code]


async def test_nobody_floods_the_moderators(people: People, ben: Member, bench: Idea) -> None:
    for _ in range(20):
        await report(people, ben, bench)
    with pytest.raises(TooMany):
        await report(people, ben, bench)


async def test_only_moderators_settle(people: People, ann: Member, ben: Member, bench: Idea) -> None:
    await report(people, ben, bench)
    for actor in (ann, ben, await people.member("Eve", Role.EMPLOYEE)):
        with pytest.raises(NotAllowed):
            await people.does(moderation.keep, actor, idea_id=bench.id)
    with pytest.raises(SignInNeeded):
        await people.does(moderation.keep, Visitor(), idea_id=bench.id)
