"""A community with one of everything, in words that occur nowhere else, and what to ask each field of it for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from api import ids
from domain import (
    badges,
    behalf,
    challenges,
    changelog,
    community,
    experiments,
    follows,
    heroes,
    ideas,
    members,
    metrics,
    moderation,
    recognition,
    rollouts,
    triage,
)
from domain.behalf import Customer, RecordedIdea
from domain.comments import Comment
from domain.experiments import Advice, ConclusionKind, Criterion
from domain.ideas import Idea
from domain.members import Member, Role
from domain.offers import Offer
from tests import carrying, heroic, learning
from tests.api.everything import Arguments
from tests.challenging import began, called, terms
from tests.experimenting import planned, running
from tests.people import People, writing
from tests.thanking import about, thanks

KEY = UUID("8f3b5c0e-0000-4000-8000-00000000abcd")


@dataclass
class Night:
    """A community with one of everything, in words that occur nowhere else."""

    ann: Member
    ben: Member
    cleo: Member
    pat: Member
    idea: Idea
    comment: Comment
    offer: Offer
    other: Idea | None = None
    told: int = 0
    experiment_id: int = 0
    check_in_id: int = 0
    reading_id: int = 1
    recognition_id: int = 1
    scaled_id: int = 1
    challenge_id: int = 1

    def arguments(self, *, handle: str = "ann") -> Arguments:
        """Return what to ask each field for."""
        idea, comment, ann = self.idea_id, ids.encode("Comment", self.comment.id), ids.encode("Member", self.ann.id)
        offer = ids.encode("Offer", self.offer.id)
        other = ids.encode("Idea", (self.other or self.idea).id)
        tested = ids.encode("Experiment", self.experiment_id or 1)
        reading = ids.encode("MetricReading", self.reading_id)
        card = ids.encode("RecognitionCard", self.recognition_id)
        others = [ids.encode(kind, 1) for kind in ("AccessToken", "SignIn", "Notice", "Team")]
        others += [ids.encode("CheckIn", self.check_in_id), card]
        return {
            "idea": [f'id: "{idea}"'],
            "ideas": [
                "",
                'filter: {words: "moonlit"}',
                f'filter: {{author: "{handle}"}}',
                "filter: {status: SUBMITTED}",
            ]
            + [f"order: {order}" for order in ("NEW", "SUPPORTED", "RELEVANT")]
            + ["filter: {status: DRAFT}", 'filter: {tag: "moonlit-tag"}', "filter: {quadrant: CREATION_FOR_SELF}"],
            "mergePreview": [f'duplicateId: "{idea}", targetId: "{other}"'],
            "member": [f'handle: "{handle}"'],
            "members": ["", 'words: "star"'],
            "rewardEntries": ["", f'handle: "{handle}"'],
            "trust": [f'handle: "{handle}"'],
            "rewardTally": ["", f'handle: "{handle}"'],
            "node": [f'id: "{each}"' for each in (idea, comment, ann, offer, tested, reading, *others)],
            "nodes": [f'ids: ["{idea}", "{comment}", "{ann}", "{offer}"]'],
            "rollout": [f'experiment: "{ids.encode("Experiment", self.scaled_id)}"'],
            "experimentPlans": [f'experiment: "{tested}"'],
            "search": ['words: "moonlit or whisper"', 'words: "moonlti"'],
            "nearIdeas": ['filter: {words: "moonlti"}'],
            "nearTriageQueue": ['filter: {words: "moonlti"}'],
            "nearLearningCards": ['words: "telescpoes"'],
            "foreseeAtOnce": [f'kind: CLAIM, ideas: [{{ideaId: "{idea}", seen: SUBMITTED}}]'],
            "recordings": [f'ideaId: "{idea}"'],
            "recordedIdea": [f'ideaId: "{ids.encode("Idea", self.told or self.idea.id)}"'],
            "ideaScore": [f'idea: "{idea}"'],
            "reachSuggestion": [f'idea: "{idea}"'],
            "whyNoPoints": [f'idea: "{idea}"'],
            "bestCustomerSupport": [f'idea: "{idea}"'],
            "metric": ['key: "churn"'],
            "badge": ['slug: "first-spark"'],
            "rewardRulePreview": [
                'rule: {code: PUBLISHED, basedOn: 1, tiers: [{upTo: 1, amount: 1}], why: "Too much"}'
            ],
            "badgeVersions": ['slug: "first-spark"'],
            "badgeCarriers": ['slug: "first-spark"'],
            "awards": [f'handle: "{handle}"'],
            "challenge": [f'id: "{ids.encode("Challenge", self.challenge_id)}"'],
            **{
                f"challenge{what}": [f'challenge: "{ids.encode("Challenge", self.challenge_id)}"']
                for what in ("Answers", "Met", "Participants", "Results", "Standings")
            },
            "challengeWeekPreview": [
                f'challenge: "{ids.encode("Challenge", self.challenge_id)}", week: 1,'
                f' lines: [{{memberId: "{ann}", much: "1"}}]'
            ],
            "challenges": ["", "which: DRAFTS", "which: PAST"],
            "recognitionCard": [f'id: "{card}"'],
            "hero": ['slug: "2026-02-customer"'],
            "heroes": ["", "kind: CUSTOMER", 'handle: "ann"'],
            "ideasStanding": ["at: SUBMITTED"],
            "similarIdeas": ['title: "Moonlit ride"'],
            "triedBefore": ['changing: "a sundial beside the dock"'],
        }

    @property
    def idea_id(self) -> str:
        """Return the idea's id."""
        return ids.encode("Idea", self.idea.id)


async def fall(people: People) -> Night:  # noqa: PLR0915 - a night is long
    """Return a community whose words can be told from all others."""
    ann, ben = await people.member("Ann Stargazer", handle="ann"), await people.member("Ben")
    cleo, pat = await people.admin(), await people.member("Pat", Role.PRODUCT)
    text = writing("Moonlit rides", problem="", quadrant="creation_for_self", tags="Moonlit tag,Docks")
    idea = await people.does(ideas.submit, ann, text, key=KEY)
    comment = await people.comment(by=ann, on=idea, says="Whisper when you ride.")
    await people.hear()
    await people.does(follows.follow, ben, idea.id)
    await people.vote(by=ben, on=idea)
    said = await people.comment(by=ben, on=idea, says="I Whisper always, @ann.")
    await people.comment(by=ann, on=idea, says="So does @ben: Whisper.", to=said)
    offer = await people.offer(by=ben, on=idea, text="Mine in Velvet.")
    sundial = await people.idea(by=ben, title="A sundial at the pier")
    await people.hear()
    rude = await people.comment(by=ben, on=idea, says="Whisper hidden.")
    await people.does(moderation.hide, pat, comment_id=rude.id, reason="rude")
    await people.does(moderation.report, ben, comment_id=comment.id, reason="rude", said="Whisper report")
    await people.does(moderation.write_note, pat, idea.id, "Xylophone, says @ann.")
    told = await _recorded(people, pat, idea)
    await people.does(triage.save_view, pat, "Moonlit view", triage.QueueFilter(), shared=True)
    team = await people.does(members.save_team, cleo, name="Telescopes", member_ids=[pat.id])
    emil = await people.member("Emil", Role.EMPLOYEE)
    watched = (Criterion("Xylophones are heard.", pat.id),)
    raft, measuring = await people.idea(by=ben, title="A raft of barrels"), "Telescopes that are lent"
    kept: dict[str, Any] = {"kind": ConclusionKind.SCALED, "advice": Advice.SCALE, "ago": 31}
    scaled = (await learning.concluded(people, by=emil, on=raft, title="Telescopes for all", **kept)).experiment_id
    await _rolled_out(people, emil, scaled)
    experiment = await running(people, by=emil, second=pat, on=raft, metric=measuring, criteria=watched)
    await planned(people, by=emil, on=raft, because="Axolotls were seen there.")
    ended: dict[str, Any] = {
        "title": "Telescopes at a dock",
        "changing": "a telescope beside each dock",
        "team_id": team.id,
    }
    await learning.concluded(people, by=emil, on=raft, **ended)
    day = experiment.moved_at.date()
    made = await people.does(experiments.check_in, emil, experiment.id, day, [{"units": 90, "conversions": 9}] * 2)
    right = [{"units": 90, "conversions": 8}] * 2
    made = await people.does(experiments.correct, emil, made.check_in.id, right, why="Wombat, who counted.")
    for title in ("Telescopes to lend", "Telescopes to keep"):
        entry = await people.does(changelog.draft, pat, title=title, body="They stand at each dock now.", idea_ids=[])
    await people.does(changelog.publish, pat, entry.id)
    await people.shape(cleo, first_texts=1)
    await people.does(moderation.write_comment, await people.member("Nia"), idea.id, "Whisper: Quokka.")
    await people.does(moderation.revise_comment, ben, said.id, "I Whisper, see https://narwhal.example: Narwhal.")
    churn = await people.reads(metrics.by_key, pat, "churn")
    reading: dict[str, Any] = {"day": date(2026, 1, 31), "value": Decimal("2.4"), "source": "Cuttlefish"}
    figure = await people.does(metrics.enter, pat, churn.id, **reading)
    because = "You kept the whole pier company, a night long."
    card = await thanks(people, by=pat, to=[cleo, ben], about=about(idea), because=because)
    await thanks(people, by=cleo, to=[ann], about=about(idea), because=because)
    await people.does(recognition.report, ben, card.id, reason="rude")
    await _honoured(people, cleo, ann, ben, idea)
    award = await carrying.given(people, ann, by=pat)
    await people.does(badges.show, ann, award.name)
    known = told.idea_id, experiment.id, made.check_in.id, figure.id, card.id, scaled
    return Night(
        ann, ben, cleo, pat, idea, comment, offer, sundial, *known, await _called(people, pat, ann, idea, emil)
    )


async def _called(people: People, by: Member, author: Member, idea: Idea, joins: Member) -> int:
    """Return a call that an idea answers, beside a challenge among staff and a draft."""
    call = await began(people, await called(people, by=by, question="Telescopes for waiting: how, and where?"))
    await people.does(challenges.answer, author, call.id, idea.id)
    work = await called(people, by=by, staff=True, question="Wombats at work: who counts them?")
    await people.does(challenges.join, joins, work.id)
    await people.does(challenges.draft, by, await terms(people, question="Xylophones for nobody yet?"))
    return call.id


async def _honoured(people: People, chooser: Member, hero: Member, asked: Member, idea: Idea) -> None:
    await heroic.told(people, hero, by=chooser, about=about(idea))
    story = await heroic.chosen(people, hero, by=chooser, seeded=False, about=about(idea))
    await heroic.agreed(people, hero, story)
    await people.does(heroes.report, asked, story.id, reason="rude")
    await heroic.chosen(people, asked, by=chooser, place=1, seeded=False, about=about(idea))


async def _rolled_out(people: People, by: Member, experiment_id: int) -> None:
    step: dict[str, Any] = {"due_on": await people.reads(community.today), "coverage": 30}
    await people.does(rollouts.plan_step, by, experiment_id, says="Telescopes at the first docks.", **step)


async def _recorded(people: People, by: Member, idea: Idea) -> RecordedIdea:
    """Record a vote and an idea of a customer's whose name, company, address and words only staff may know."""
    who = Customer("Ptarmigan Ames", "Quagga Ferries", "numbat@customers.example")
    await people.does(behalf.record_vote, by, idea.id, who, source="call", said="Axolotl, they said.")
    text = writing("A lighthouse to sleep in", proposal="Beds for six below the lamp.")
    return await people.does(behalf.record_idea, by, who, text, source="fair")
