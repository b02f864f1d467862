"""An idea that a customer told is theirs, is owed an answer, and is there once; staff only wrote it down."""

import asyncio
from uuid import UUID, uuid4

import pytest

from domain import answers, behalf, checks, follows, ideas, members, moderation, notifications, personal_data, triage
from domain.behalf import BacksAlready, ClaimedMeanwhile, Customer, RecordedAlready, RecordedIdea, Source, TheirOwnIdea
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Status
from domain.members import Actor, Member, Role, Visitor
from domain.notifications import NoticeKind
from domain.paging import Slice
from domain.triage import DecisionKind
from domain.votes import OwnIdea
from tests.people import People, writing

RUTH = Customer("Ruth Ames", "Harbour Ferries", "ruth@ferries.example")
OTTO = Customer("Otto Dahl", "Dahl & Sons")


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


async def records(
    people: People,
    by: Actor,
    who: Customer = RUTH,
    title: str = "A bell on the pier",
    source: str = "call",
    key: UUID | None = None,
) -> RecordedIdea:
    return await people.does(behalf.record_idea, by, who, writing(title), source=source, key=key)


async def idea_of(people: People, told: RecordedIdea) -> Idea:
    return await people.reads(ideas.visible, Visitor(), told.idea_id)


async def joins(people: People, email: str, name: str) -> Member:
    token = await people.link(email, name=name)
    return (await people.does(members.use_link, token, name=name)).member


async def test_the_idea_is_the_customers_and_everybody_knows_where_it_was_said_and_staff_by_whom(
    people: People, eve: Member
) -> None:
    told = await records(people, eve)
    idea = await idea_of(people, told)
    assert (idea.author.name, idea.author.imported, idea.author_id) == ("A customer", True, told.member_id)
    assert (told.name, told.company, told.recorded_by.name) == ("Ruth Ames", "Harbour Ferries", "Eve")
    assert await people.reads(behalf.sources, [idea.id]) == {idea.id: Source.CALL}
    ben = await people.member("Ben")
    for outsider in (Visitor(), ben):
        assert await people.reads(behalf.recorded_idea, outsider, idea) is None
        assert (await people.reads(behalf.recorded_ideas, outsider, Slice())).items == []
    assert [row.idea_id for row in (await people.reads(behalf.recorded_ideas, eve, Slice())).items] == [idea.id]
    assert await people.reads(checks.recount) == []


async def test_its_clock_runs_and_whoever_wrote_it_down_hears_what_becomes_of_it(
    people: People, eve: Member, pat: Member
) -> None:
    told = await records(people, eve)
    await people.hear()
    assert (await people.reads(answers.clocks, [told.idea_id]))[told.idea_id].due_at is not None
    idea = await idea_of(people, told)
    assert await people.reads(follows.following, eve, [idea.id]) == {idea.id}
    await people.decide(DecisionKind.SHORTLIST, by=pat, on=idea)
    await people.hear()
    (notice,) = (await people.reads(notifications.listed, eve, Slice())).items
    assert notice.kind is NoticeKind.SHORTLISTED


async def kinds(people: People, who: Member) -> list[NoticeKind]:
    await people.hear()
    return [notice.kind for notice in (await people.reads(notifications.listed, who, Slice())).items]


async def test_a_question_to_the_customer_reaches_whoever_wrote_it_down_whose_word_lets_the_clock_run_on(
    people: People, eve: Member, pat: Member
) -> None:
    told = await records(people, eve)
    await people.hear()
    await people.does(answers.ask_author, pat, told.idea_id, "Which pier do they mean?")
    assert await kinds(people, eve) == [NoticeKind.ASKED_FOR_CUSTOMER]
    idea = await idea_of(people, told)
    await people.comment(by=await people.member("Ben"), on=idea, says="The long one, I guess.")
    await people.hear()
    assert (await people.reads(answers.clocks, [idea.id]))[idea.id].paused_at is not None
    await people.comment(by=eve, on=idea, says="I called: the long one.")
    await people.hear()
    assert (await people.reads(answers.clocks, [idea.id]))[idea.id].paused_at is None
    assert await people.reads(checks.recount) == []


async def test_once_the_customer_has_joined_they_are_asked_and_nobody_in_their_place(
    people: People, eve: Member, pat: Member
) -> None:
    told = await records(people, eve)
    ruth = await joins(people, RUTH.email, "Ruth")
    await people.hear()
    await people.does(answers.ask_author, pat, told.idea_id, "Which pier do you mean?")
    assert NoticeKind.ASKED in await kinds(people, ruth)
    assert NoticeKind.ASKED_FOR_CUSTOMER not in await kinds(people, eve)
    await people.comment(by=eve, on=await idea_of(people, told), says="The long one, she said.")
    await people.hear()
    assert (await people.reads(answers.clocks, [told.idea_id]))[told.idea_id].paused_at is not None


async def test_whoever_wrote_it_down_and_asks_tells_nobody_and_who_has_left_is_not_asked(
    people: People, eve: Member, pat: Member
) -> None:
    own, others = await records(people, pat), await records(people, eve, OTTO)
    await people.leave(eve)
    await people.hear()
    for told in (own, others):
        await people.does(answers.ask_author, pat, told.idea_id, "Which pier do they mean?")
        assert NoticeKind.ASKED_FOR_CUSTOMER not in await kinds(people, pat)
    assert await people.reads(behalf.speaker, own.idea_id) == pat.id
    assert await people.reads(behalf.speaker, others.idea_id) is None


async def test_a_vote_for_their_own_idea_is_refused_in_the_right_person(people: People, eve: Member) -> None:
    told = await records(people, eve)
    with pytest.raises(TheirOwnIdea) as refused:
        await people.does(behalf.record_vote, eve, told.idea_id, RUTH, source="call")
    assert refused.value.message.startswith("It is their own idea")
    assert (await idea_of(people, told)).supporters == 0


async def test_whoever_joins_with_the_address_has_written_it(people: People, eve: Member) -> None:
    told = await records(people, eve)
    ruth = await joins(people, "ruth@ferries.example", "Ruth")
    idea = await idea_of(people, told)
    assert (idea.author_id, idea.author.name) == (ruth.id, "Ruth")
    with pytest.raises(OwnIdea):
        await people.vote(by=ruth, on=idea)
    data = await people.reads(personal_data.export, ruth)
    assert [(row["what"], row["name"]) for row in data["recorded_for_you"]] == [("idea", "Ruth Ames")]
    assert [(row["id"], row["title"]) for row in data["ideas"]] == [(idea.id, "A bell on the pier")]
    (mine,) = (await people.reads(personal_data.export, eve))["recorded_by_you"]
    assert (mine["what"], "name" in mine) == ("idea", False)
    with pytest.raises(Invalid):
        await records(people, eve, title="Another bell")
    with pytest.raises(ClaimedMeanwhile):
        await people.does(behalf.take_back_idea, eve, idea.id, "Not what was meant")
    await people.leave(ruth)
    assert await people.reads(behalf.recorded_idea, eve, await idea_of(people, told)) is None


async def test_the_same_form_twice_and_the_same_thing_again_make_one_idea(
    people: People, eve: Member, pat: Member
) -> None:
    key = uuid4()
    first = await records(people, eve, key=key)
    assert (await records(people, eve, key=key)).idea_id == first.idea_id
    with pytest.raises(RecordedAlready):
        await records(people, pat, title="  a bell on  the PIER ", key=uuid4())
    other = await records(people, pat, OTTO)
    assert other.idea_id != first.idea_id
    assert other.member_id != first.member_id


async def test_at_the_same_moment_there_is_still_one(people: People, eve: Member, pat: Member) -> None:
    tries = (records(people, by, who) for by in (eve, pat) for who in (RUTH, OTTO) * 2)
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, RecordedIdea) for each in found) == 2
    assert all(isinstance(each, (RecordedIdea, RecordedAlready)) for each in found)
    assert len((await people.reads(behalf.recorded_ideas, eve, Slice())).items) == 2


async def test_the_customer_has_no_vote_on_it_and_is_the_same_one_for_votes(people: People, eve: Member) -> None:
    told = await records(people, eve)
    with pytest.raises(OwnIdea):
        await people.does(behalf.record_vote, eve, told.idea_id, RUTH, source="fair")
    ann = await people.member("Ann")
    bench = await people.idea(by=ann)
    vote = await people.does(behalf.record_vote, eve, bench.id, RUTH, source="fair")
    assert vote.member_id == told.member_id
    await people.does(behalf.take_back, eve, vote.id)
    assert (await people.again(vote.member)).email == "ruth@ferries.example", "The idea is still theirs."


async def test_taking_it_back_says_why_and_forgets_who_was_known_by_it_alone(
    people: People, eve: Member, pat: Member
) -> None:
    told, other = await records(people, eve), await records(people, eve, OTTO)
    fay = await people.member("Fay", Role.EMPLOYEE)
    for outsider, refusal in ((fay, NotAllowed), (await people.member("Ben"), NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await people.does(behalf.take_back_idea, outsider, told.idea_id, "By mistake")
    with pytest.raises(Invalid):
        await people.does(behalf.take_back_idea, eve, told.idea_id, "")
    idea = await people.does(behalf.take_back_idea, eve, told.idea_id, "They didn’t mean it like that")
    assert (idea.status, idea.withdrawn_reason) == (Status.WITHDRAWN, "They didn’t mean it like that")
    gone = await people.again(told.member)
    assert (gone.email, gone.imported_from, gone.left_at is not None) == (None, None, True)
    await people.does(behalf.take_back_idea, pat, other.idea_id, "Recorded twice")
    with pytest.raises(NotFound):
        await people.does(behalf.take_back_idea, pat, other.idea_id, "Recorded twice")
    again = await records(people, eve)
    assert again.member_id != gone.id


@pytest.mark.parametrize(
    ("customer", "source", "title", "fields"),
    [
        (Customer(), "call", "A bell on the pier", {"name"}),
        (Customer("Ruth", "", "no address"), "telepathy", "Hm", {"email", "source", "title"}),
        (Customer("R" * 61, "C" * 61), "call", "A bell on the pier", {"name", "company"}),
        (Customer("Eve", "", "EVE@people.example"), "call", "A bell on the pier", {"email"}),
        (Customer("Ann", "", "ann@people.example"), "call", "A bell on the pier", {"email"}),
        (Customer("Sue", "", "sue@people.example"), "call", "A bell on the pier", {"email"}),
    ],
)
async def test_what_cannot_be_recorded(
    customer: Customer, source: str, title: str, fields: set[str], people: People, eve: Member, pat: Member
) -> None:
    await people.member("Ann")
    sue = await people.member("Sue")
    await people.does(moderation.suspend, pat, sue.id, days=3, reason="Unkind words")
    with pytest.raises(Invalid) as refused:
        await records(people, eve, customer, title, source=source)
    assert {problem.field for problem in refused.value.problems} == fields
    assert (await people.reads(behalf.recorded_ideas, eve, Slice())).items == []


async def test_customers_and_visitors_record_nothing(people: People) -> None:
    for outsider, refusal in ((await people.member("Ben"), NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await records(people, outsider)


async def test_a_vote_recorded_where_an_idea_was_merged_counts_where_it_lives_on_and_once(
    people: People, eve: Member, pat: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench, seats = await people.idea(by=ann), await people.idea(by=ben, title="Seats at stations")
    early = await people.does(behalf.record_vote, eve, seats.id, RUTH, source="call")
    await people.does(triage.merge, pat, seats.id, bench.id)
    again = await people.does(behalf.record_vote, eve, seats.id, RUTH, source="fair")
    onward = await people.does(behalf.record_vote, eve, bench.id, RUTH, source="fair")
    assert early.id == again.id == onward.id
    otto = await people.does(behalf.record_vote, eve, seats.id, OTTO, source="call")
    assert otto.idea_id == bench.id
    sue = await people.member("Sue")
    await people.vote(by=sue, on=bench)
    with pytest.raises(BacksAlready):
        await people.does(behalf.record_vote, eve, seats.id, Customer(email="sue@people.example"), source="call")
    assert (await people.reads(ideas.visible, eve, bench.id)).supporters == 3
    assert await people.reads(behalf.counts, [bench.id, seats.id]) == {bench.id: 2, seats.id: 1}
    assert len((await people.reads(behalf.recordings, eve, bench, Slice())).items) == 1
    merged = await people.reads(ideas.visible, eve, bench.id)
    assert len((await people.reads(behalf.recordings, eve, merged, Slice())).items) == 2
    await people.does(triage.undo_merge, pat, seats.id)
    assert await people.reads(behalf.counts, [bench.id, seats.id]) == {bench.id: 1, seats.id: 1}
    assert await people.reads(checks.recount) == []
