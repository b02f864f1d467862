"""An offer's words and images are reported, hidden and brought back as comments and ideas are."""

import asyncio

import pytest

from domain import checks, images, moderation, notifications, offers, personal_data, trust
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Quadrant
from domain.images import Described
from domain.members import Member, Role, Visitor
from domain.moderation import ReportOutcome, ReportReason
from domain.notifications import NoticeKind
from domain.offers import Offer
from domain.paging import Slice
from tests.people import People

SAYS = "Buy watches at my shop"


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
async def mine(people: People, ann: Member) -> Idea:
    """Return an idea of Ann's of which everybody would make their own."""
    return await people.idea(by=ann, quadrant=Quadrant.CREATION_FOR_SELF)


@pytest.fixture
async def offer(people: People, ben: Member, mine: Idea) -> Offer:
    """Return what Ben would make of it, with an image."""
    made = await people.offer(by=ben, on=mine, text=SAYS)
    shown = await people.image(by=ben)
    await people.does(images.place, ben, [Described(shown.id, "A watch.")], offer_id=made.id)
    return made


async def heard(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    found = await people.reads(notifications.listed, await people.again(member), Slice())
    return [notice.kind for notice in found.items]


async def pictures(people: People, reader: Member | Visitor, offer: Offer) -> int:
    return len((await people.reads(images.shown, reader, offers=[offer.id])).offers.get(offer.id, []))


async def read_by(people: People, reader: Member | Visitor, idea: Idea) -> list[str]:
    return [each.text for each in (await people.reads(offers.listed, reader, idea, Slice())).items]


async def counted(people: People, idea: Idea) -> int:
    found = (await people.reads(offers.standings, Visitor(), [idea.id])).get(idea.id, {})
    return sum(standing.count for standing in found.values())


async def hide(people: People, by: Member, offer: Offer) -> None:
    await people.does(moderation.hide, by, offer_id=offer.id, reason="spam", said="No shops, please.")


async def test_a_reported_offer_is_hidden_from_all_but_its_maker_and_moderators_and_comes_back(
    people: People, ann: Member, ben: Member, pat: Member, mine: Idea, offer: Offer
) -> None:
    cat, eli = await people.member("Cat"), await people.member("Eli", Role.EMPLOYEE)
    await people.does(moderation.report, cat, offer_id=offer.id, reason="spam", said="It is a shop.")
    (found,) = (await people.reads(moderation.reported, pat, Slice())).items
    assert found.offer
    assert (found.offer.text, found.comment, found.offer.member.name) == (SAYS, None, "Ben")
    assert [(each.member.name, each.said) for each in found.reports] == [("Cat", "It is a shop.")]
    assert await people.reads(moderation.count_waiting) == 1

    await hide(people, pat, offer)
    everybody = (ann, cat, eli, Visitor())
    for reader in everybody:
        assert await read_by(people, reader, mine) == []
        assert await pictures(people, reader, offer) == 0
        with pytest.raises(NotFound):
            await people.reads(offers.visible, reader, offer.id)
        assert await people.reads(moderation.hidden, reader, Slice()) == await people.reads(
            moderation.hidden, Visitor(), Slice()
        )
    for reader in (ben, pat):
        assert await read_by(people, reader, mine) == [SAYS]
        assert await pictures(people, reader, offer) == 1
        (why,) = (await people.reads(moderation.hidden, reader, Slice())).items
        assert (why.reason, why.said, why.offer and why.offer.id) == (ReportReason.SPAM, "No shops, please.", offer.id)
    assert await counted(people, mine) == 0
    assert await people.reads(moderation.count_waiting) == 0
    (told,) = (await people.reads(moderation.made, cat, Slice())).items
    assert (told.outcome, told.offer_id) == (ReportOutcome.HIDDEN, offer.id)
    assert await heard(people, cat) == [NoticeKind.REPORT_SETTLED]
    assert await heard(people, ben) == [NoticeKind.OFFER_HIDDEN]
    assert await people.reads(checks.recount) == []

    for _ in range(2):
        await people.does(moderation.restore, pat, offer_id=offer.id)
    for reader in everybody:
        assert await read_by(people, reader, mine) == [SAYS]
        assert await pictures(people, reader, offer) == 1
    assert await counted(people, mine) == 1
    assert (await heard(people, ben))[0] is NoticeKind.OFFER_RESTORED
    assert await people.reads(checks.recount) == []


async def test_what_was_answered_has_no_words_to_report_or_hide(
    people: People, ann: Member, ben: Member, pat: Member
) -> None:
    idea = await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS)
    ask = await people.offer(by=ben, on=idea)
    await people.does(moderation.report, ann, offer_id=ask.id, reason="rude")
    await people.does(offers.accept, ann, ask.id)
    assert (await people.reads(moderation.reported, pat, Slice())).items == []
    assert await people.reads(moderation.count_waiting) == 0
    with pytest.raises(NotFound):
        await people.does(moderation.report, await people.member("Eli", Role.EMPLOYEE), offer_id=ask.id, reason="rude")
    with pytest.raises(moderation.NothingToSettle):
        await people.does(moderation.hide, pat, offer_id=ask.id, reason="rude")
    (told,) = (await people.reads(moderation.made, ann, Slice())).items
    assert (told.outcome, told.offer and told.offer.is_open) == (None, False)


async def test_the_author_hears_nothing_of_what_was_hidden_before_they_were_told(
    people: People, ann: Member, pat: Member, mine: Idea, offer: Offer
) -> None:
    await hide(people, pat, offer)
    assert NoticeKind.OFFER not in await heard(people, ann)


async def test_nobody_reports_or_judges_their_own(people: People, pat: Member, mine: Idea) -> None:
    own = await people.offer(by=pat, on=mine)
    with pytest.raises(moderation.OwnText):
        await people.does(moderation.report, pat, offer_id=own.id, reason="rude")
    await people.does(moderation.report, await people.member("Cat"), offer_id=own.id, reason="rude")
    with pytest.raises(moderation.OwnJudgement):
        await people.does(moderation.hide, pat, offer_id=own.id, reason="rude")
    with pytest.raises(moderation.OwnJudgement):
        await people.does(moderation.keep, pat, offer_id=own.id)
    sam = await people.member("Sam", Role.PRODUCT)
    await hide(people, sam, own)
    with pytest.raises(moderation.OwnJudgement):
        await people.does(moderation.restore, pat, offer_id=own.id)
    assert not (await people.reads(moderation.reported, sam, Slice())).items


async def test_only_who_reads_an_offer_reports_it_and_only_moderators_judge_it(
    people: People, ann: Member, ben: Member
) -> None:
    idea = await people.idea(by=ann)
    test = await people.offer(by=ben, on=idea)
    with pytest.raises(NotFound):  # for the author and staff to read
        await people.does(moderation.report, await people.member("Cat"), offer_id=test.id, reason="rude")
    await people.does(moderation.report, ann, offer_id=test.id, reason="rude")
    with pytest.raises(SignInNeeded):
        await people.does(moderation.report, Visitor(), offer_id=test.id, reason="rude")
    for actor in (ann, ben, await people.member("Eve", Role.EXECUTIVE)):
        for judging in (moderation.keep, moderation.restore):
            with pytest.raises(NotAllowed):
                await people.does(judging, actor, offer_id=test.id)
        with pytest.raises(NotAllowed):
            await people.does(moderation.hide, actor, offer_id=test.id, reason="rude")


async def test_a_kept_offer_stays_and_its_reporters_read_the_answer(
    people: People, pat: Member, mine: Idea, offer: Offer
) -> None:
    cat = await people.member("Cat")
    await people.does(moderation.report, cat, offer_id=offer.id, reason="off_topic")
    await people.does(moderation.report, cat, idea_id=mine.id, reason="off_topic")
    await people.does(moderation.keep, pat, offer_id=offer.id, answer="It is their own design.")
    of_idea, of_offer = (await people.reads(moderation.made, cat, Slice())).items
    assert (of_offer.outcome, of_offer.answer) == (ReportOutcome.KEPT, "It is their own design.")
    assert of_idea.outcome is None, "the idea is another text"
    with pytest.raises(moderation.ReportSettledAlready):
        await people.does(moderation.report, cat, offer_id=offer.id, reason="rude")
    assert await read_by(people, Visitor(), mine) == [SAYS]


async def test_hiding_while_it_is_taken_back_or_hidden_by_another_leaves_the_books_right(
    people: People, pat: Member, mine: Idea
) -> None:
    sam = await people.member("Sam", Role.PRODUCT)
    for number in range(5):
        ben = await people.member(f"Ben {number}")
        made = await people.offer(by=ben, on=mine)
        done = await asyncio.gather(
            people.does(moderation.hide, pat, offer_id=made.id, reason="rude"),
            people.does(moderation.hide, sam, offer_id=made.id, reason="spam"),
            people.does(offers.take_back, ben, made.id),
            return_exceptions=True,
        )
        assert all(not isinstance(each, BaseException) or isinstance(each, NotFound) for each in done)
    assert await people.reads(checks.recount) == []


async def test_a_hidden_offer_counts_against_its_maker_and_not_against_the_ideas_author(
    people: People, ann: Member, ben: Member, pat: Member, offer: Offer
) -> None:
    await hide(people, pat, offer)
    upheld = {}
    for member in (ann, ben):
        found = await people.reads(trust.of_member, pat, await people.again(member))
        assert found
        upheld[member.name] = found.evidence.upheld
    assert upheld == {"Ann": 0, "Ben": 1}
    hidings = {name: await people.reads(moderation.hidings, who) for name, who in (("Ann", ann), ("Ben", ben))}
    assert [len(hidings["Ann"]), [each["offer"] for each in hidings["Ben"]]] == [0, [offer.id]]


async def test_a_text_like_a_hidden_offer_waits_and_one_like_its_idea_does_not(
    people: People, ben: Member, pat: Member, mine: Idea
) -> None:
    says = "Cheap watches and rings at my little shop, come and buy them all today"
    made = await people.offer(by=ben, on=mine, text=says)
    await hide(people, pat, made)
    cat = await people.member("Cat")
    like_it = await people.does(moderation.write_comment, cat, mine.id, says)
    like_the_idea = await people.does(
        moderation.write_comment, cat, mine.id, f"{mine.title} {mine.problem} {mine.proposal}"
    )
    assert (like_it.held_at is not None, like_the_idea.held_at) == (True, None)


async def test_who_leaves_takes_their_offers_and_what_was_said_of_them_along(
    people: People, ben: Member, pat: Member, mine: Idea, offer: Offer
) -> None:
    cat = await people.member("Cat")
    await people.does(moderation.report, cat, offer_id=offer.id, reason="spam")
    await people.leave(ben)
    assert (await people.reads(moderation.reported, pat, Slice())).items == []
    assert (await people.reads(moderation.made, cat, Slice())).items == []
    assert await people.reads(checks.recount) == []


async def test_personal_data_tells_of_reported_and_hidden_offers(
    people: People, ben: Member, pat: Member, offer: Offer
) -> None:
    cat = await people.member("Cat")
    await people.does(moderation.report, cat, offer_id=offer.id, reason="spam")
    await hide(people, pat, offer)
    assert (await people.reads(personal_data.export, cat))["reports"][0]["offer"] == offer.id
    taken_along = await people.reads(personal_data.export, ben)
    assert (taken_along["offers"][0]["text"], taken_along["offers"][0]["hidden_at"] is not None) == (SAYS, True)
    assert taken_along["hidings"][0]["offer"] == offer.id
