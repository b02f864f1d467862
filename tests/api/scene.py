"""What the table of permissions tries things on: somebody's idea, comment, offer, draft, decision, made as asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from api import ids
from domain import (
    answers,
    badges,
    behalf,
    changelog,
    community,
    experiments,
    ideas,
    members,
    metrics,
    moderation,
    notifications,
    offers,
    triage,
)
from domain.experiments import Phase
from domain.members import Member, Role
from domain.metrics import Better, Definition, FigureKind, Metric
from domain.paging import Slice
from domain.permissions import STAFF, Permission
from domain.triage import DecisionKind, Welcome
from tests import carrying, learning
from tests.domain.experiments import lab
from tests.people import People, writing

SAYS = "Thank you. We look into it this week."
IDEA = {
    "title": "A bench at every station",
    "proposal": "Put a bench beside each station.",
    "quadrant": "CREATION_FOR_SELF",
}
ENTRY = {"title": "Benches are there", "body": "Sit down at each of the twelve stations."}


@dataclass(frozen=True)
class Scene:
    """Whoever tries, somebody else, and a way to make what is needed; a visitor finds what is somebody else's."""

    people: People
    actor: Member
    other: Member

    async def own_idea(self) -> str:
        return ids.encode("Idea", (await self.people.idea(by=self.actor)).id)

    async def others_idea(self) -> str:
        return ids.encode("Idea", (await self.people.idea(by=self.other)).id)

    async def comment(self, by: Member) -> str:
        return ids.encode("Comment", (await self.people.comment(by=by, on=await self.people.idea(by=self.other))).id)

    async def offer(self, by: Member, on: Member) -> str:
        idea = await self.people.idea(by=on, quadrant="creation_with_others")
        return ids.encode("Offer", (await self.people.offer(by=by, on=idea)).id)

    async def shared(self, by: Member, co_author: Member) -> dict[str, Any]:
        idea = await self.people.idea(by=by, quadrant="creation_with_others")
        offer = await self.people.offer(by=co_author, on=idea)
        await self.people.does(offers.accept, by, offer.id)
        return {"ideaId": ids.encode("Idea", idea.id), "memberId": ids.encode("Member", co_author.id)}

    async def customer(self) -> str:
        return ids.encode("Member", self.other.id)

    async def own_note(self) -> str:
        idea = await self.people.idea(by=self.other)
        if self.actor.role not in STAFF:
            return ids.encode("Note", 1)
        return ids.encode("Note", (await self.people.does(moderation.write_note, self.actor, idea.id, "Mine.")).id)

    async def own_recording(self) -> str:
        recorder = self.actor if self.actor.role in STAFF else await self._employee()
        return await self._recording(recorder)

    async def others_recording(self) -> str:
        return await self._recording(await self._employee())

    async def own_told(self) -> str:
        return await self._told(self.actor if self.actor.role in STAFF else await self._employee())

    async def others_told(self) -> str:
        return await self._told(await self._employee())

    async def _told(self, by: Member) -> str:
        who = behalf.Customer(f"Jo {uuid4()}"[:40])
        made = await self.people.does(behalf.record_idea, by, who, writing(), source="call")
        return ids.encode("Idea", made.idea_id)

    async def _employee(self) -> Member:
        return await self.people.member("Emil", Role.EMPLOYEE, email=f"{uuid4()}@x.example")

    async def _recording(self, by: Member) -> str:
        idea, who = await self.people.idea(by=self.other), behalf.Customer(f"Jo {uuid4()}"[:40])
        made = await self.people.does(behalf.record_vote, by, idea.id, who, source="call")
        return ids.encode("Recording", made.id)

    async def reported(self) -> str:
        idea = await self.people.idea(by=self.other)
        reporter = await self.people.member("Reporter", email=f"{uuid4()}@x.example")
        await self.people.does(moderation.report, reporter, idea_id=idea.id, reason="rude")
        return ids.encode("Idea", idea.id)

    async def waiting(self) -> str:
        """Return an idea that waits for a moderator."""
        await self.people.shape(await self.people.admin(f"Admin {uuid4()}"[:20]), first_texts=1)
        author = await self.people.member("Author", email=f"{uuid4()}@x.example")
        return ids.encode("Idea", (await self.people.does(moderation.submit_idea, author, writing())).id)

    async def edited(self) -> str:
        """Return an edit that waits for a moderator."""
        idea = await self.people.idea(by=self.other)
        await self.people.shape(await self.people.admin(f"Admin {uuid4()}"[:20]), first_texts=5)
        fresh = writing(proposal="Put a bench beside it, as at https://benches.example there.")
        await self.people.does(moderation.revise_idea, self.other, idea.id, fresh, based_on=1)
        (*_others, found) = (await self.people.reads(moderation.held_edits, self.other, Slice(), by=self.other)).items
        return ids.encode("HeldEdit", found.id)

    async def draft(self) -> str:
        return ids.encode("Idea", (await self.people.does(ideas.save_draft, self.actor, uuid4(), writing())).id)

    async def token(self) -> str:
        token, _secret = await self.people.does(members.create_access_token, self.actor, name="Script")
        return ids.encode("AccessToken", token.id)

    async def sign_in(self) -> str:
        await self.people.does(members.start_sign_in, self.actor)
        found = await self.people.reads(members.sign_ins, self.actor)
        return ids.encode("SignIn", max(sign_in.id for sign_in in found))

    async def notice(self) -> str:
        idea = await self.people.idea(by=self.actor)
        await self.people.hear()
        await self.people.comment(by=self.other, on=idea)
        await self.people.hear()
        (found, *_rest) = (await self.people.reads(notifications.listed, self.actor, Slice())).items
        return ids.encode("Notice", found.id)

    async def answered(self) -> str:
        """Return a draft of an answer by somebody else."""
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        idea = await self.people.idea(by=self.other)
        draft = await self.people.does(answers.save_draft, pia, idea.id, SAYS)
        return ids.encode("Answer", draft.id)

    async def drafted(self) -> str:
        """Return an idea with a draft of an answer."""
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        idea = await self.people.idea(by=self.other)
        await self.people.does(answers.save_draft, pia, idea.id, SAYS)
        return ids.encode("Idea", idea.id)

    async def owed(self) -> str:
        """Return an idea that is owed an answer."""
        idea = await self.people.idea(by=self.other)
        await self.people.hear()
        return ids.encode("Idea", idea.id)

    async def doubted(self) -> str:
        """Return a decision of somebody else that waits for a second person."""
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        idea = await self.people.idea(by=self.other)
        made = await self.people.decide(DecisionKind.ADOPT, by=pia, on=idea, best_customers=Welcome.DISLIKE)
        return ids.encode("Decision", made.id)

    async def merged(self) -> dict[str, Any]:
        """Return an idea that was merged, with a vote of whoever tries."""
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        duplicate, target = await self.people.idea(by=self.other), await self.people.idea(by=self.other)
        await self.people.vote(by=self.actor, on=duplicate)
        await self.people.does(triage.merge, pia, duplicate.id, target.id)
        return {"duplicateId": ids.encode("Idea", duplicate.id)}

    async def entry(self) -> str:
        """Return a draft of the changelog by somebody else."""
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        made = await self.people.does(changelog.draft, pia, **ENTRY, idea_ids=[])
        return ids.encode("ChangelogEntry", made.id)

    async def own_running(self) -> str:
        """Return an experiment that runs and is theirs, or an employee's where they aren't staff."""
        return await self._running(self.actor if self.actor.role in STAFF else await self._employee())

    async def others_running(self) -> str:
        return await self._running(await self._employee())

    async def checked_in(self) -> str:
        """Return totals that somebody else entered."""
        employee = await self._employee()
        made = await lab.running(self.people, await self.people.idea(by=self.other), employee)
        change = await self.people.does(experiments.check_in, employee, made.id, lab.BEGAN, lab.both(100, 10, 12))
        return ids.encode("CheckIn", change.check_in.id)

    async def _running(self, owner: Member) -> str:
        made = await lab.running(self.people, await self.people.idea(by=self.other), owner)
        return ids.encode("Experiment", made.id)

    async def of_use(self) -> dict[str, Any]:
        """Return a card, and an experiment that is being planned."""
        employee, idea = await self._employee(), await self.people.idea(by=self.other)
        card = await learning.concluded(self.people, by=employee, on=idea)
        planned = await learning.experiment(self.people, by=employee, on=idea, phase=Phase.DRAFT)
        return {"id": ids.encode("LearningCard", card.id), "experimentId": ids.encode("Experiment", planned.id)}

    async def gift(self) -> dict[str, Any]:
        """Return a badge for somebody else."""
        await self.people.does(badges.seed)
        sam = await self.people.member("Sam", email=f"{uuid4()}@x.example")
        return {"slug": "first-spark", "handle": sam.handle, "because": carrying.WHY}

    async def mistaken(self) -> dict[str, Any]:
        """Return a badge that was given to somebody else, and why it goes."""
        sam = await self.people.member("Sam", email=f"{uuid4()}@x.example")
        return {"awardId": await self.own_badge(sam), "reason": "A mistake, sorry"}

    async def own_badge(self, to: Member | None = None) -> str:
        """Return a badge that was given to whoever acts, or to somebody else."""
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        return ids.encode("Award", (await carrying.given(self.people, to or self.actor, by=pia)).id)

    async def metric(self) -> str:
        """Return a metric without readings that nobody owns."""
        return ids.encode("Metric", (await self._metric()).id)

    async def reading(self) -> str:
        """Return a reading by somebody else."""
        pia, metric = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example"), await self._metric()
        value: dict[str, Any] = {"day": date(2026, 1, 31), "value": Decimal(1)}
        return ids.encode("MetricReading", (await self.people.does(metrics.enter, pia, metric.id, **value)).id)

    async def _metric(self) -> Metric:
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        words = f"Rides {uuid4()}", "How many rides there were."
        return await self.people.does(metrics.add, pia, Definition(*words, FigureKind.PERCENT, Better.HIGHER))

    async def new_tag(self) -> dict[str, str]:
        """Return a name that no tag has."""
        return {"name": f"tag {uuid4().hex[:20]}"}

    async def tag(self) -> str:
        """Return a tag of the team's list, by its slug; another one under that name makes room."""
        admin = await self.people.member("An admin", Role.ADMIN, email=f"{uuid4()}@x.example")
        here = await self.people.reads(community.current)
        for slug in list(here.kept_tags):
            await self.people.does(ideas.retire_tag, admin, slug)
        return next(iter((await self.people.does(ideas.add_tag, admin, "Docks")).kept_tags))

    async def decider(self) -> str:
        pia = await self.people.member("Pia", Role.PRODUCT, email=f"{uuid4()}@x.example")
        return ids.encode("Member", pia.id)

    async def staff(self) -> str:
        return ids.encode(
            "Member", (await self.people.member("Somebody", Role.EMPLOYEE, email=f"{uuid4()}@x.example")).id
        )

    async def reason(self) -> str:
        """Return a reason for declining, the only one of its words."""
        admin = await self.people.member("An admin", Role.ADMIN, email=f"{uuid4()}@x.example")
        found = await self.people.does(community.add_reason, admin, "decline", f"Since {uuid4().hex}")
        return ids.encode("Reason", found.id)

    async def team(self) -> str:
        admin = await self.people.member("An admin", Role.ADMIN, email=f"{uuid4()}@x.example")
        team = await self.people.does(members.save_team, admin, name=uuid4().hex, member_ids=[])
        return ids.encode("Team", team.id)

    async def at_once(self) -> dict[str, Any]:
        return {"kind": "CLAIM", "ideas": [{"ideaId": await self.others_idea(), "seen": "SUBMITTED"}]}

    async def own_bulk(self) -> str:
        """Return what they did to several ideas at once, if they may."""
        if not self.actor.may(Permission.TRIAGE):
            return ids.encode("BulkAction", 1)
        idea, order = await self.people.idea(by=self.other), triage.BulkOrder(triage.BulkKind.CLAIM)
        number = await triage.act_at_once(self.people.sessions, self.actor, order, {idea.id: idea.status})
        return ids.encode("BulkAction", number)

    async def given(self) -> str:
        """Return an idea that they gave to somebody of the team, if they may."""
        idea = await self.people.idea(by=self.other)
        if self.actor.may(Permission.TRIAGE):
            await self.people.does(triage.give, self.actor, idea.id, self.actor.id)
        return ids.encode("Idea", idea.id)

    async def own_view(self) -> str:
        """Return a view of the queue that they saved, if they may."""
        if not self.actor.may(Permission.READ_TRIAGE):
            return ids.encode("SavedView", 1)
        view = await self.people.does(triage.save_view, self.actor, "Mine", triage.QueueFilter(), shared=False)
        return ids.encode("SavedView", view.id)
