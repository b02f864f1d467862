"""A small community in which every page has something to show, and the addresses of all its pages."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from domain import (
    behalf,
    changelog,
    community,
    credentials,
    database,
    events,
    experiments,
    follows,
    ideas,
    members,
    metrics,
    moderation,
    offers,
    outbox,
    rewards,
    rollouts,
    triage,
    votes,
)
from domain.badges import Award
from domain.changelog import ChangelogEntry
from domain.comments import Comment
from domain.credentials import KeyKind
from domain.database import Sessions
from domain.experiments import Advice, ConclusionKind, LearningCard
from domain.heroes import Hero
from domain.ideas import Idea, Quadrant, Writing
from domain.images import Described, Image
from domain.members import Member, Role
from domain.offers import Offer
from domain.paging import Slice
from domain.subscribers import SUBSCRIBERS
from tests import carrying, learning
from tests.challenging import called
from tests.experimenting import running
from tests.heroic import agreed, chosen, told
from tests.people import People, writing
from tests.thanking import about, thanks
from tests.web.routes import routes
from tests.weighing import opened

ROLES = (Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN)


@dataclass
class World:
    """Who is there and what there is."""

    by_role: dict[Role, Member] = field(default_factory=dict)
    ideas: list[Idea] = field(default_factory=list)
    draft: Idea | None = None
    comment: Comment | None = None
    ask: Offer | None = None
    image: Image | None = None
    entry: ChangelogEntry | None = None
    told: Idea | None = None
    card: LearningCard | None = None
    mail_id: int = 0
    bulk_id: int = 0
    edit_id: int = 0
    experiment_id: int = 0
    scaled_id: int = 0
    step_id: int = 0
    check_in_id: int = 0
    reading_id: int = 0
    recognition_id: int = 0
    hero: Hero | None = None
    asked: str = ""
    challenge_id: int = 0
    reward_id: int = 0
    case_id: int = 0
    award: Award | None = None
    lists: dict[str, str] = field(default_factory=dict)

    @property
    def ann(self) -> Member:
        """Return the customer, who wrote the first idea, the draft and the comment."""
        return self.by_role[Role.CUSTOMER]

    def addresses(self, idea: Idea | None = None) -> list[str]:
        """Return the address of every page, each place in a path filled with something that is there.

        The idea is the first, unless another is given.
        """
        assert self.comment
        assert self.ask
        assert self.image
        assert self.entry
        assert self.card
        assert self.award
        assert self.hero
        idea = idea or self.ideas[0]
        places = {
            "idea_id": idea.id,
            "number": idea.path.removeprefix("/ideas/"),
            "comment_id": self.comment.id,
            "offer_id": self.ask.id,
            "co_author_id": self.by_role[Role.EXECUTIVE].id,
            "name": self.image.path.removeprefix("/images/"),
            "slug": "creation-with-others",
            "handle": self.ann.handle,
            "member_id": self.ann.id,
            "token": "a-link-that-never-was",
            "mail_id": self.mail_id,
            "bulk_id": self.bulk_id,
            "icon": "any-192",
            "edit_id": self.edit_id,
            "kind": "decline",
            "entry": self.entry.path.removeprefix("/changelog/"),
            "entry_id": self.entry.id,
            "type_name": "Idea",
            "experiment_id": self.experiment_id,
            "check_in_id": self.check_in_id,
            "card_id": self.card.id,
            "key": "churn",
            "reading_id": self.reading_id,
            "recognition_id": self.recognition_id,
            "hero": self.hero.slug,
            "picture": self.hero.pictures[0].path.removeprefix("/heroes/pictures/"),
            "challenge_id": self.challenge_id,
            "reward_id": self.reward_id,
            "case_id": self.case_id,
            "step_id": self.step_id,
            "days": 30,
            "badge": "first-spark",
            "drawing": "first-spark",
            "award": self.award.name,
            "form": "json",
            "edition": 1,
            **self.lists,
            "code": "adopted",
        }
        return [route.path.format_map(self.narrowed(route.path, places)) for route in routes("GET")]

    def narrowed(self, path: str, places: dict[str, Any]) -> dict[str, Any]:
        """Return the places of a path: pages of a rollout are about an experiment that was scaled."""
        if "/rollout" not in path:
            return places
        return places | {"experiment_id": self.scaled_id, "step_id": self.step_id, "days": 30}


async def populate(people: People, sessions: Sessions) -> World:  # noqa: PLR0915 - one of everything is much
    """Make one of everything."""
    world = World()
    for role in ROLES:
        world.by_role[role] = await people.member(f"{role.title()} Person", role)
    ann, ben = world.ann, world.by_role[Role.EMPLOYEE]
    for number, quadrant in enumerate(reversed(Quadrant)):
        author = ann if number == 0 else ben
        idea = await people.idea(by=author, title=f"Idea {number} of benches", quadrant=quadrant, tags="docks,Wet days")
        world.ideas.append(idea)
    first = world.ideas[0]
    world.comment = await people.comment(by=ann, on=first, says="I would *sit* there.")
    await people.comment(by=ben, on=first, says=f"Me too, @{ann.handle}.", to=world.comment)
    for idea in world.ideas[1:]:
        await people.offer(by=ann, on=idea)
    accepted = await people.offer(by=world.by_role[Role.EXECUTIVE], on=first)
    await people.does(offers.accept, ann, accepted.id)
    world.ask = await people.offer(by=world.by_role[Role.PRODUCT], on=first)
    await people.answer(by=world.by_role[Role.PRODUCT], on=world.ideas[1])
    await people.decide(triage.DecisionKind.DECLINE, by=world.by_role[Role.PRODUCT], on=world.ideas[2])
    pia = world.by_role[Role.PRODUCT]
    world.entry = await people.entry(by=pia, delivers=world.ideas[3])
    await people.does(changelog.draft, pia, title="More to come", body="Not yet to be read by you.", idea_ids=[])
    world.image = await people.image(by=ann, on=first)
    await people.image(by=ann, below=world.comment)
    await people.does(moderation.report, ben, idea_id=first.id, reason="off_topic", said="It is not about bikes.")
    told, unseen = [await people.offer(by=world.by_role[Role.ADMIN], on=idea) for idea in world.ideas[:2]]
    await people.does(moderation.report, ben, offer_id=told.id, reason="rude", said="It is unkind.")
    await people.does(moderation.hide, pia, offer_id=unseen.id, reason="rude")
    hidden = await people.comment(by=ann, on=first, says="A rude word.")
    await people.does(moderation.hide, world.by_role[Role.PRODUCT], comment_id=hidden.id, reason="rude")
    await people.does(moderation.write_note, ben, first.id, "Xylophone: ask the workshop.")
    jo = behalf.Customer("Ptarmigan Ames", "Quagga Ferries", "numbat@customers.example")
    await people.does(behalf.record_vote, ben, first.id, jo, source="call", said="Axolotl, they said.")
    recorded = await people.does(behalf.record_idea, ben, jo, writing("A lighthouse to sleep in"), source="fair")
    world.told = await people.reads(ideas.visible, ben, recorded.idea_id)
    await _experiment(people, world, by=ben, second=pia)
    world.card = await learning.concluded(people, by=ben, on=world.ideas[1], tags=("docks",))
    await _thanks_and_weighs(people, world, by=ben)
    await _honours(people, world, by=world.by_role[Role.EXECUTIVE])
    order, other = triage.BulkOrder(triage.BulkKind.RELEASE), world.ideas[3]
    seen = {other.id: other.status}
    world.bulk_id = await triage.act_at_once(sessions, world.by_role[Role.PRODUCT], order, seen)
    async with database.transaction(sessions) as session:
        await votes.cast(session, ben, first.id)
        await follows.follow(session, ben, first.id)
        world.draft = await ideas.save_draft(session, ann, uuid4(), writing("A draft of something"))
        await members.save_team(session, world.by_role[Role.ADMIN], name="Product", member_ids=[ben.id])
        await members.create_access_token(session, ann, name="Script")
        sent = await outbox.post(session, "email_changed", "ann@people.example", "en", new="new@people.example")
        world.mail_id = sent.id
        fresh = Writing("Benches again", "", "Put a bench beside each station.", first.quadrant, ["docks"])
        world.ideas[0] = await ideas.revise(session, ann, first.id, fresh, based_on=1)
    links = Writing("Benches again", "", "See " + "https://narwhal.example " * 3, first.quadrant, ["docks"])
    await people.does(moderation.revise_idea, ann, first.id, links, based_on=2)
    world.edit_id = (await people.reads(moderation.held_edits, ann, Slice(1), by=ann)).items[0].id
    await _readings(people, world, by=pia)
    await _hear(people, world)
    return world


async def _honours(people: People, world: World, *, by: Member) -> None:
    """Let the customer be a hero with a picture, and the employee be asked."""
    await told(people, world.ann, by=world.by_role[Role.EMPLOYEE])
    shown = [Described((await people.image(by=world.ann, wide=66)).id, "A bench in the rain.")]
    chosen_one = await chosen(people, world.ann, by=by, about=about(world.ideas[0]))
    world.hero = await agreed(people, world.ann, chosen_one, pictures=shown)
    world.asked = (await chosen(people, world.by_role[Role.EMPLOYEE], by=by)).slug


async def _hear(people: People, world: World) -> None:
    """Deliver what happened, and note what it earned the customer."""
    await events.deliver(people.sessions, SUBSCRIBERS)
    world.reward_id = await people.reads(rewards.latest, world.ann.id)


async def _readings(people: People, world: World, *, by: Member) -> None:
    """Enter a table of readings, and announce a challenge."""
    world.challenge_id = (await called(people, by=by)).id
    churn = await people.reads(metrics.by_key, by, "churn")
    await people.does(
        metrics.enter_list, by, "day,value,source\n2026-01-29,2,Cuttlefish\n2026-01-30,3,", metric_id=churn.id
    )
    world.reading_id = (await people.reads(metrics.readings, by, churn, Slice(1))).items[0].id


async def _carries(people: People, world: World, *, by: Member) -> None:
    world.award = await carrying.given(people, world.ann, by=by)
    signed = await carrying.signed(people, world.award, secret=b"a key for tests")
    async with database.reading(people.sessions) as session:
        ed25519, rsa = [await credentials.published(session, kind) for kind in KeyKind]
    world.lists = {"key_name": ed25519[0].name, "jwk_name": rsa[0].name, "list_number": str(signed.list_id)}


async def _thanks_and_weighs(people: People, world: World, *, by: Member) -> None:
    assert world.told
    world.recognition_id = (await thanks(people, by=by, to=[world.ann], about=about(world.ideas[0]))).id
    world.case_id = (await opened(people, [world.told.author], [world.told], held=True)).id


async def _experiment(people: People, world: World, *, by: Member, second: Member) -> None:
    """Let an experiment run, with totals, and another one be scaled."""
    experiment = await running(people, by=by, second=second, on=world.ideas[1])
    totals = [{"units": 100, "conversions": 10}, {"units": 100, "conversions": 12}]
    made = await people.does(experiments.check_in, by, experiment.id, experiment.moved_at.date(), totals)
    world.experiment_id, world.check_in_id = experiment.id, made.check_in.id
    await _rollout(people, world, by=by)
    await _carries(people, world, by=second)


async def _rollout(people: People, world: World, *, by: Member) -> None:
    """Let something be scaled that is on its way to everyone."""
    more: dict[str, Any] = {"kind": ConclusionKind.SCALED, "advice": Advice.SCALE}
    card = await learning.concluded(people, by=by, on=world.ideas[1], ago=31, title="Roofs at two docks", **more)
    today, number = await people.reads(community.today), card.experiment_id
    for says in ("Ten docks", "All docks"):
        found = await people.does(rollouts.plan_step, by, number, says=says, due_on=today, coverage=50)
    first, second = found.planned
    await people.does(rollouts.finish_step, by, number, first.id, done_on=today, coverage=50)
    world.scaled_id, world.step_id = number, second.id
