"""What a reader may not see does not exist for them: tried with every query at every front door."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from domain import answers, comments, community, follows, ideas, members, notifications, offers, outbox, triage, votes
from domain.comments import Comment
from domain.community import Reading
from domain.errors import NotFound, SignInNeeded
from domain.ideas import Idea, IdeaFilter, Quadrant, Status, Writing
from domain.members import Actor, Member, Role, Visitor
from domain.offers import Offer
from domain.paging import Page, Slice
from tests.people import People

CONCEPTS: tuple[ModuleType, ...] = (
    *(community, members, ideas, votes, offers, comments, follows),
    *(answers, triage, notifications, outbox),
)

# Queries that ask for no reader, and why they need none. A new one has to be put here, or ask.
WITHOUT_A_READER = {
    "answers.clocks": "of ideas that the reader has loaded",
    "answers.differences": "for the operator's check",
    "answers.open_pause": "of an idea that the reader has loaded",
    "answers.overdue": "for the job that tells of late answers",
    "answers.pauses": "of an idea that the reader has loaded",
    "answers.questions": "one's own",
    "answers.runs": "of an idea that the reader has loaded",
    "community.exists": "for the operator",
    "community.reason": "what was chosen is shown with the decision, which asks",
    "community.reasons": "for staff's own pages, which ask for a permission",
    "community.value": "what was named is shown with the card, which asks",
    "community.values": "for pages and a field that ask whether one reads here",
    "ideas.astray": "for the operator's check",
    "ideas.moves": "of an idea that the reader has loaded",
    "members.deciders": "for staff's own pages, which ask for a permission",
    "members.on_duty": "for the job that tells of late answers",
    "members.sponsor": "for the job that tells of late answers",
    "triage.assigned": "one's own",
    "triage.assignees": "of ideas that the reader has loaded",
    "triage.undecided": "for the operator's check",
    "triage.saved": "one's own",
    "triage.done_at_once": "one's own",
    "triage.waiting": "for the use cases that hold the idea, and pages that ask for a permission",
    "community.current": "the door shows the name, also to who may not come in",
    "community.today": "the date by the clock on the wall, and no more",
    "members.access_tokens": "one's own",
    "members.sign_ins": "one's own",
    "members.by_access_token": "the secret is the right",
    "members.signed_in": "the secret is the right",
    "members.by_handles": "for subscribers",
    "members.by_ids": "who did something that the reader has loaded",
    "members.lock": "oneself",
    "members.staff": "for staff's own pages, which ask for a permission",
    "members.team_of": "of oneself, for the use case that keeps it",
    "members.teams": "for staff's own pages, which ask for a permission",
    "members.the_imported": "for the operator's import",
    "ideas.count_by_status": "one's own",
    "ideas.proposed": "one's own",
    "ideas.tags": "of ideas that the reader has loaded",
    "votes.count_voted": "one's own",
    "offers.count_made": "one's own",
    "comments.count_written": "one's own",
    "follows.count_followed": "one's own",
    "community.synonyms": "for the search, which tells what it finds and not why",
    "votes.exposures": "one's own",
    "ideas.co_authors": "of an idea that the reader has loaded",
    "ideas.drafts": "one's own",
    "ideas.discarded": "one's own",
    "ideas.history": "of an idea that the reader has loaded",
    "ideas.latest_revision": "of an idea that the reader has loaded",
    "ideas.revisions": "of an idea that the reader has loaded",
    "ideas.uncounted": "for the operator's check",
    "follows.followed": "one's own",
    "follows.followers": "for subscribers",
    "follows.silenced": "for subscribers",
    "votes.voters": "for subscribers",
    "votes.count_voters": "for the changelog, which thanks that many",
    "notifications.listed": "one's own",
    "notifications.for_mail": "one's own",
    "notifications.habits": "one's own",
    "notifications.idea_pace": "one's own",
    "notifications.idea_paces": "one's own",
    "notifications.chosen": "one's own",
    "notifications.addressee": "for the sender of mail, and its links",
    "votes.differences": "for the operator's check",
    "votes.without": "for those who look at cases",
    "votes.counting": "for those who look at cases",
    "votes.by_authors": "for the operator's check",
    "offers.taken_back": "one's own",
    "offers.accepted": "for the use cases that undo a merge",
    "offers.differences": "for the operator's check",
    "offers.testers": "for subscribers",
    "offers.strays": "for the operator's check",
    "comments.differences": "for the operator's check",
    "outbox.by_id": "for the demo's page of mail",
    "outbox.recent": "for the demo's page of mail, and for operators",
    "outbox.waiting_since": "for operators",
    **{
        f"{name}.personal_data": "one's own"
        for name in ("answers", "triage", "votes", "offers", "comments", "follows", "notifications", "outbox")
    },
    "comments.credits_given": "one's own",
    "comments.removals": "one's own",
}
FOR_THE_TEAM = {"answers.draft"}
# Queries that refuse all who lack a permission of their own; each has a test that they do.
FOR_THE_ENTITLED = {
    "outbox.parked",
    "triage.bulk_action",
    "triage.late",
    "triage.saved_views",
    "votes.by_best_customers",
}
ABOUT_THE_ACTOR_ALONE = {"votes.given", "follows.following", "notifications.unread"}


def _queries() -> Iterator[tuple[str, Callable[..., Any]]]:
    for concept in CONCEPTS:
        for name, query in inspect.getmembers(concept, inspect.iscoroutinefunction):
            if query.__module__.endswith(".queries"):
                yield f"{concept.__name__.removeprefix('domain.')}.{name}", query


QUERIES = dict(_queries())
READ = sorted(name for name, query in QUERIES.items() if "actor" in inspect.signature(query).parameters)
READ = [name for name in READ if name not in FOR_THE_ENTITLED]


@dataclass
class World:
    """A little of everything."""

    ann: Member
    ben: Member
    idea: Idea
    comment: Comment
    offer: Offer
    answer_id: int = 1
    decision_id: int = 1

    async def ask(self, people: People, name: str, actor: Actor) -> Any:
        """Return what a query tells this reader, or the refusal it raises."""
        known = {
            "actor": actor,
            "answer_id": self.answer_id,
            "decision_id": self.decision_id,
            "comment_id": self.comment.id,
            "handle": self.ben.handle,
            "idea": self.idea,
            "idea_id": self.idea.id,
            "idea_ids": [self.idea.id],
            "ids": {
                "comments.by_ids": [self.comment.id],
                "triage.decisions_by_ids": [self.decision_id],
            }.get(name, [self.idea.id]),
            "member": self.ben,
            "member_id": self.ben.id,
            "most": 5,
            "offer_id": self.offer.id,
            "only": IdeaFilter(),
            "parent_ids": [self.comment.id],
            "status": Status.SHORTLISTED,
            "statuses": [Status.SHORTLISTED],
            "wanted": Slice(),
            "words": self.ben.name,
        }
        parameters = list(inspect.signature(QUERIES[name]).parameters.values())[1:]
        given = {one.name: known[one.name] for one in parameters if one.default is inspect.Parameter.empty}
        try:
            return await people.reads(QUERIES[name], **given)
        except (NotFound, SignInNeeded) as refused:
            return refused


async def _world(people: People) -> World:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann, tags="wood", quadrant=Quadrant.CREATION_FOR_SELF)
    await people.vote(by=ben, on=idea)
    comment = await people.comment(by=ben, on=idea)
    offer = await people.offer(by=ben, on=idea)
    await people.does(follows.follow, ben, idea.id)
    await people.comment(by=ann, on=idea, says="@ben", to=comment)
    await people.hear()
    quin = await people.member("Quin", Role.PRODUCT)
    decision = await people.decide(triage.DecisionKind.SHORTLIST, by=quin, on=idea)
    await people.does(answers.save_draft, quin, idea.id, "There is more to say about it.")
    return World(ann, ben, idea, comment, offer, decision.answer_id or 0, decision.id)


def _tells(answer: Any) -> bool:
    """Return whether an answer says that there is anything."""
    if isinstance(answer, Page):
        return bool(answer.items)
    if isinstance(answer, dict) and all(isinstance(key, StrEnum) for key in answer):
        return any(answer.values())
    return not isinstance(answer, NotFound | SignInNeeded) and bool(answer)


def test_every_query_asks_for_its_reader_or_says_why_not() -> None:
    assert set(QUERIES) - set(READ) == set(WITHOUT_A_READER) | FOR_THE_ENTITLED


@pytest.mark.parametrize("name", READ)
async def test_a_community_for_members_tells_visitors_nothing(people: People, name: str) -> None:
    world = await _world(people)
    cleo = await people.admin()
    everyone = members.visitor(await people.reads(community.current))
    nobody = members.visitor(await people.shape(cleo, reading=Reading.MEMBERS))
    assert not _tells(await world.ask(people, name, nobody)), name
    assert _tells(await world.ask(people, name, world.ben)) is (name not in FOR_THE_TEAM), name
    assert _tells(await world.ask(people, name, everyone)) is (name not in ABOUT_THE_ACTOR_ALONE | FOR_THE_TEAM), name
    if name in FOR_THE_TEAM:
        assert _tells(await world.ask(people, name, await people.member("Pia", Role.PRODUCT))), name


@pytest.mark.parametrize("name", [name for name in READ if not name.startswith("members.")])
async def test_a_hidden_idea_and_all_below_it_exist_for_its_author_and_the_product_team_only(
    people: People, name: str
) -> None:
    world = await _world(people)
    dan, pia = await people.member("Dan"), await people.member("Pia", Role.PRODUCT)
    await people.hide(world.idea)
    for outsider in (Visitor(), dan, world.ben):
        if name not in {"votes.given", "follows.following"}:  # of ideas they have loaded: what they did themselves
            assert not _tells(await world.ask(people, name, outsider)), name
    single = ("visible", "by_ids", "standings", "voted", "written")
    if name.endswith((*single, "made")) or name in ("comments.listed", "offers.listed"):
        for insider in (world.ann, pia):
            assert _tells(await world.ask(people, name, insider)), name


@pytest.mark.parametrize("name", [name for name in READ if name.startswith("ideas.")])
async def test_a_draft_exists_for_its_author_only(people: People, name: str) -> None:
    ann, dan, cleo = await people.member("Ann"), await people.member("Dan"), await people.admin()
    draft = await people.does(
        ideas.save_draft, ann, uuid4(), Writing("Draft", "", "", Quadrant.CREATION_FOR_SELF, ["wood"])
    )
    world = World(ann, ann, draft, Comment(id=1), Offer(id=1))
    for actor in (Visitor(), dan, cleo):
        assert not _tells(await world.ask(people, name, actor)), name
    assert _tells(await world.ask(people, name, ann)) is (name in {"ideas.visible", "ideas.by_ids"}), name
