"""A story in which every rule pays once, for tests of where entries came from."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain import comments, experiments, metrics, recognition, rewards, rollouts
from domain.experiments import Experiment
from domain.ideas import Idea
from domain.members import Member, Role
from domain.rewards import Code, Entry
from domain.triage import DecisionKind
from tests import experimenting, rolling
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import thanks

IDEA, OTHER, TEST = "Benches that fold", "Roofs that fold", "Benches at two stops"

LED = {
    Code.PUBLISHED: ("The idea “{idea}”", "/ideas/{id}-benches-that-fold"),
    Code.SUPPORTED: ("The idea “{idea}”, which somebody supports", "/ideas/{id}-benches-that-fold"),
    Code.CHOSEN: ("The experiment “{test}”", "/experiments/{test_id}"),
    Code.TESTED: ("The conclusion of the experiment “{test}”", "/experiments/{test_id}#conclusion"),
    Code.ADOPTED: ("The decision to build “{idea}”", "/ideas/{id}-benches-that-fold#decision-{decision_id}"),
    Code.SUPPORTED_EARLY: ("The decision to build “{idea}”", "/ideas/{id}-benches-that-fold#decision-{decision_id}"),
    Code.BENEFIT_VERIFIED: ("What was found of “{test}” after 90 days", "/experiments/{test_id}/rollout"),
    Code.CREDITED: ("A comment below “{idea}”", "/ideas/{id}#comment-{comment_id}"),
    Code.PLAN_APPROVED: ("The plan of the experiment “{test}”", "/experiments/{test_id}#plan"),
    Code.LEARNED: ("The conclusion of the experiment “{test}”", "/experiments/{test_id}#conclusion"),
    Code.ACTED_ON_VERDICT: ("The conclusion of the experiment “{test}”", "/experiments/{test_id}#conclusion"),
    Code.CARD_REUSED: ("The experiment “{test}”, which builds on what was learned", "/experiments/{building_id}"),
    Code.THANKED: ("The card from Eve", "/recognition/{card_id}"),
}


class Story:
    """Ann's idea, which Ben backs and Dan comments on; Emil tests it, and Eve's test builds on his."""

    ann: Member
    ben: Member
    dan: Member
    emil: Member
    eve: Member
    pia: Member
    idea: Idea
    test: Experiment
    building: Experiment
    card_id: int

    def __init__(self, people: People) -> None:
        self.people = people

    async def entries(self) -> dict[Code, Entry]:
        """Return the first award that each rule brought anybody."""
        async with self.people.sessions() as session:
            query = select(Entry).where(Entry.reverses_id.is_(None)).order_by(Entry.id.desc())
            query = query.options(joinedload(Entry.reverses), joinedload(Entry.reversal), joinedload(Entry.tops_up))
            return {Code(entry.code): entry for entry in await session.scalars(query)}

    async def led(self) -> dict[Code, tuple[str, str]]:
        """Return for each rule in which words its award leads where, to who may see that."""
        numbers = {"id": self.idea.id, "test_id": self.test.id, "building_id": self.building.id}
        named = {"idea": IDEA, "test": TEST, "card_id": self.card_id, **numbers}
        named["comment_id"] = (await self.entry(Code.CREDITED)).cause_id
        named["decision_id"] = (await self.entry(Code.ADOPTED)).cause_id
        return {code: (says.format(**named), path.format(**named)) for code, (says, path) in LED.items()}

    def member(self, number: int) -> Member:
        """Return somebody by their number."""
        return next(each for each in vars(self).values() if isinstance(each, Member) and each.id == number)

    async def entry(self, code: Code) -> Entry:
        """Return the first award of a rule."""
        return (await self.entries())[code]


async def told(people: People, clock: HeldClock) -> Story:
    """Return the story, with all that it brought written down."""
    story = Story(people)
    for name, role in (("Ann", Role.CUSTOMER), ("Ben", Role.CUSTOMER), ("Dan", Role.CUSTOMER)):
        setattr(story, name.lower(), await people.member(name, role))
    story.emil, story.pia = await experimenting.crew(people)
    story.eve = await people.member("Eve", Role.EMPLOYEE)
    for each in (story.emil, story.eve):
        await people.does(rewards.revise_habit, each, shown=True, tells=False)
    clock.forward(hours=25)
    story.idea = await people.idea(by=story.ann, title=IDEA)
    await people.vote(by=story.ben, on=story.idea)
    comment = await people.comment(by=story.dan, on=story.idea)
    await people.does(comments.credit, story.ann, comment.id)
    churn = await people.reads(metrics.by_key, story.emil, "churn")
    story.test = await rolling.scaled(people, clock, by=story.emil, second=story.pia, on=story.idea, kpi=churn)
    await _built_on(story)
    await people.decide(DecisionKind.ADOPT, by=story.pia, on=story.idea)
    await _felt(story, clock)
    story.card_id = (await thanks(people, by=story.eve, to=[story.ann])).id
    clock.forward(minutes=11)
    await people.does(recognition.settle_thanks)
    await people.hear()
    await rewards.settle_voted(people.sessions)
    return story


async def _built_on(story: Story) -> None:
    """Let Eve's team build an experiment on what Emil's taught."""
    people = story.people
    (card,) = (await people.reads(experiments.cards_of, story.eve, [story.test.id])).values()
    roofs = await people.idea(by=story.dan, title=OTHER)
    await people.decide(DecisionKind.SHORTLIST, by=story.pia, on=roofs)
    story.building = await experimenting.approved(people, by=story.eve, second=story.pia, on=roofs)
    await people.does(experiments.reuse_card, story.eve, card.id, story.building.id)
    await people.does(experiments.start, story.eve, story.building.id)


async def _felt(story: Story, clock: HeldClock) -> None:
    """Let the business feel after ninety days what was scaled, as two people say."""
    people, test = story.people, story.test
    churn = await people.reads(metrics.by_key, story.emil, "churn")
    found = await rolling.reach(people, story.emil, test)
    clock.forward(days=90)
    assert test.started_at
    await rolling.read(people, churn, test.started_at.date() - timedelta(weeks=4), 5, 5, 4, 4, by=story.pia)
    await rolling.read(people, churn, found.scaled_on + timedelta(days=1), 4, 4, 3, 3, by=story.pia)
    says = "Churn fell by a tenth."
    await people.does(rollouts.note_benefit, story.emil, test.id, days=90, felt=rollouts.Felt.YES, says=says)
    await people.does(rollouts.confirm_benefit, story.pia, test.id, days=90)
