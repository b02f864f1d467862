"""Somebody with a name like no other, who leaves a row in every table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from domain import (
    answers,
    badges,
    behalf,
    challenges,
    comments,
    community,
    database,
    experiments,
    fairness,
    follows,
    heroes,
    ideas,
    members,
    metrics,
    moderation,
    notifications,
    offers,
    recognition,
    rewards,
    rollouts,
    scores,
    triage,
)
from domain.experiments import Advice, ConclusionKind, Criterion
from domain.ideas import Idea, Status, Writing
from domain.images import Described
from domain.members import Member, Role
from domain.rewards.model import Balance, Standing
from domain.trust import TrustStanding
from tests import carrying, learning
from tests.challenging import began, called, ended
from tests.experimenting import planned, running, said
from tests.heroic import STORY, agreed, chosen, told
from tests.people import People, writing
from tests.thanking import about, thanks
from tests.weighing import opened

GOOD = "four green bicycles sing"


async def busy_life(people: People) -> tuple[Member, Member]:  # noqa: PLR0915 - much happens in a life
    """Let somebody with a name like no other leave a row in every table."""
    cleo = await people.admin()
    joined = await people.does(
        members.use_link, await people.link("canary-first@people.example", name="Canary Wharf", password=GOOD)
    )
    eve = joined.member
    await _honoured(people, eve, cleo)
    first = await people.idea(by=eve, title="Feather first")
    links = writing("Feather first", proposal="Feather links: https://a.example https://b.example https://c.example")
    await people.does(moderation.revise_idea, eve, first.id, links, based_on=1)
    await people.does(members.request_new_email, eve, "canary@people.example")
    token = (await people.letter()).token
    assert token
    await people.does(members.use_link, token, browser="Canary Browser", actor=eve)
    eve = await people.again(eve)
    await people.does(members.request_new_email, eve, "canary-typo@people.example")
    await people.does(members.request_link, email="CANARY@people.example", language="en", client="192.0.2.1")
    await people.does(members.change_role, cleo, eve.id, Role.PRODUCT)
    eve = await people.again(eve)
    await people.does(members.save_team, cleo, name="Team feather", member_ids=[eve.id])
    await people.does(members.name_sponsor, cleo, eve.id)
    await people.does(members.revise_profile, eve, name="Canary Wharf", about="canary about", language="de")
    await people.does(members.create_access_token, eve, name="canary token")
    with pytest.raises(members.WrongPassword):
        await people.does(members.sign_in, email="canary@people.example", password="x", client="192.0.2.1")

    own, others = await people.idea(by=eve, title="Feather own", tags="feather"), await people.idea(by=cleo)
    await people.image(by=eve, on=own, shows="Feather image")
    await people.image(by=eve, shows="Feather unused")
    await people.does(ideas.save_draft, eve, uuid4(), Writing("Feather draft", "", "", None))
    await people.does(ideas.revise, eve, others.id, writing("Feather edit"), based_on=1, note="Feather note")
    await people.vote(by=eve, on=others)
    await people.vote(by=cleo, on=own)
    await people.offer(by=eve, on=await people.idea(by=cleo, quadrant="creation_with_others"), text="Feather offer")
    shared = await people.idea(by=cleo, quadrant="creation_with_others")
    await people.does(offers.accept, cleo, (await people.offer(by=eve, on=shared)).id)
    said = await people.comment(by=eve, on=others, says="Feather comment")
    await people.comment(by=cleo, on=own, to=None)
    rude = await people.comment(by=cleo, on=others)
    await people.does(comments.remove, eve, rude.id, reason="Feather reason")
    await people.comment(by=cleo, on=others, to=said)
    await people.does(comments.credit, cleo, said.id)
    await people.does(comments.credit, eve, (await people.comment(by=cleo, on=own)).id)
    await people.does(follows.follow, eve, others.id)
    await people.does(notifications.set_idea_pace, eve, others.id, "weekly")
    await people.does(
        notifications.revise_mail_habits,
        eve,
        paces={"comments": "weekly"},
        zone="Europe/Berlin",
        quiet_from=None,
        quiet_until=None,
        digest_hour=7,
    )
    await people.does(behalf.record_vote, eve, others.id, behalf.Customer("Otto"), source="fair", said="Feather fair")
    told = writing("Feather of a customer")
    await people.does(behalf.record_idea, eve, behalf.Customer("Otto"), told, source="fair")
    await people.does(moderation.report, eve, idea_id=others.id, reason="other", said="Feather report")
    await people.does(moderation.write_note, eve, others.id, "Feather staff note")
    bad = await people.comment(by=eve, on=others, says="Feather hidden")
    await people.does(moderation.hide, cleo, comment_id=bad.id, reason="rude", said="Feather said")
    await people.hear()
    await people.does(triage.claim, eve, others.id)
    await people.does(answers.ask_author, eve, others.id, "Feather question?")
    await people.answer(by=eve, on=others, says="Feather answer to all of you.")
    await people.does(triage.save_view, eve, "Feather view", triage.QueueFilter(), shared=True)
    order = triage.BulkOrder(triage.BulkKind.ASSIGN, eve.id)
    await triage.act_at_once(people.sessions, eve, order, {others.id: Status.IN_REVIEW})
    await _merges(people, eve, await people.idea(by=cleo, title="Feathers for everybody"), others)
    await people.decide(triage.DecisionKind.DECLINE, by=eve, on=shared, best_customers_words="Feather thought")
    await people.does(scores.score, eve, own.id, reach=9, impact=1.0, confidence=1.0, effort=1.0)
    await people.entry(by=eve, delivers=others, title="Feather entry", then="Feather edited")
    await _measures(people, eve, cleo)
    await _tests(people, eve, cleo, await people.idea(by=cleo, title="Feathers to borrow"))
    await _thanks(people, eve, cleo, own)
    await people.does(rewards.revise_habit, eve, shown=True, tells=False)
    await _rolls_out(people, eve, cleo, await people.idea(by=cleo, title="Feathers for all"))
    await _carries(people, eve, cleo)
    await _calls(people, eve, cleo, await people.idea(by=eve, title="Feathers that answer"))
    await _weighs(people, eve, own, await people.idea(by=cleo, title="Feathers to weigh"))
    await people.hear()
    await _keeps_a_standing(people, eve)
    return await people.again(eve), cleo


async def _thanks(people: People, member: Member, other: Member, idea: Idea) -> None:
    because = "Feather thanks, which are long enough to be a card."
    mine = await thanks(people, by=member, to=[other], about=about(idea), because=because)
    theirs = await thanks(people, by=other, to=[member], because=because.replace("thanks", "of others"))
    await people.does(recognition.report, member, theirs.id, reason="other", said="Feather card report")
    await people.does(recognition.report, other, mine.id, reason="rude")
    someone = await people.member("Nell", Role.PRODUCT)
    await people.does(recognition.hide, someone, mine.id, reason="rude", said="Kind words please")


async def _honoured(people: People, member: Member, admin: Member) -> None:
    story = replace(STORY, headline="Feather headline")
    hero = await chosen(people, member, by=admin, story=story, seeded=False)
    picture = Described((await people.image(by=member, shows="Feather portrait", wide=70)).id, "Feather portrait")
    await agreed(people, member, hero, story, pictures=[picture])
    await people.does(heroes.report, await people.member("Nora"), hero.id, reason="rude")
    await people.does(heroes.hide, await people.member("Nils", Role.PRODUCT), hero.id, reason="rude", said="Kind words")
    rex = await people.member("Rex", Role.EXECUTIVE)
    theirs = await chosen(people, await people.member("Nico", Role.EMPLOYEE), by=rex, seeded=False)
    await agreed(people, theirs.member, theirs)
    await people.does(heroes.report, member, theirs.id, reason="other", said="Feather hero report")
    words = "Feather nomination, which is long enough for somebody to be a hero of the month because of it."
    await told(people, await people.member("Nadia"), by=member, story=words)


async def _calls(people: People, member: Member, other: Member, idea: Idea) -> None:
    """Let both join a challenge and enter for each other, and one answer a call of the other's."""
    work = await called(people, by=member, staff=True, question="Feather question for all?", perk="Feather perk")
    for who in (member, other):
        await people.does(challenges.join, who, work.id)
    await began(people, work)
    for by, of, much in ((member, other, 10), (other, member, 200)):
        figures = challenges.WeekFigures(1, Decimal(much), Decimal(90))
        await people.does(challenges.enter_reading, by, work.id, of.id, figures)
    mended = challenges.WeekFigures(1, Decimal(300), Decimal(95), "Feather correction")
    await people.does(challenges.enter_reading, other, work.id, member.id, mended)
    call = await began(people, await called(people, by=member))
    await people.does(challenges.answer, member, call.id, idea.id)
    await ended(people, work)
    await people.does(challenges.decide, other, work.id, winner_ids=[member.id], why="Feather win, honestly")


async def _keeps_a_standing(people: People, member: Member) -> None:
    """Keep a place as the end of a season would, look for drift, and remember a level from before."""
    async with database.transaction(people.sessions) as session:
        gained = select(Balance).where(Balance.member_id == member.id, Balance.gained_at.is_not(None)).limit(1)
        session.add(TrustStanding(member_id=member.id, since=member.joined_at))
        held = (await session.scalars(gained)).one()
        place = {"currency": held.currency, "points": held.points, "gained_at": held.gained_at, "rank": 1}
        session.add(Standing(season_id=held.season_id, member_id=member.id, **place))
        await rewards.inspect(session)


async def _carries(people: People, member: Member, admin: Member) -> None:
    award = await carrying.given(people, member, by=admin, because="Feather did it all")
    await carrying.signed(people, award)
    await people.does(badges.show, member, award.name)
    mistaken = await carrying.given(people, admin, "builder", by=member, because="Feather praise for all")
    await people.does(badges.revoke, member, mistaken.name, reason="Feather mistake, sorry")
    lost = await carrying.given(people, member, "builder", by=admin, because="Feather once more")
    await people.does(badges.revoke, admin, lost.name, reason="Feather was another one")


async def _weighs(people: People, member: Member, own: Idea, idea: Idea) -> None:
    third = await people.member("Pat", Role.PRODUCT, email="weighing@people.example")
    fourth = await people.member("Wade", email="weighed@people.example")
    await people.vote(by=fourth, on=own)
    mine, other = await opened(people, [fourth], [own]), await opened(people, [third], [idea])
    await people.does(rewards.wait, [(fourth.id, own.id)], mine.opened_at + fairness.POINTS_WAIT_FOR)
    state = (await people.reads(fairness.preview, third, mine.id)).state
    await people.does(fairness.hold, third, mine.id, state=state)
    await people.does(fairness.appeal, member, mine.id, said="Feather appeal")
    await people.does(fairness.clear, member, other.id, said="Feather cleared")


async def _tests(people: People, member: Member, second: Member, idea: Idea) -> None:
    watched = (Criterion("Feather criterion", member.id),)
    experiment = await running(people, by=member, second=second, on=idea, because="Feather because", criteria=watched)
    totals = [{"units": 100, "conversions": 10}, {"units": 100, "conversions": 12}]
    await people.does(experiments.check_in, member, experiment.id, experiment.moved_at.date(), totals)
    card = said(ConclusionKind.CHANGED_COURSE, observed="Feather observed", reason="Feather end")
    await people.does(experiments.conclude, member, experiment.id, card)
    ended = await people.does(experiments.confirm, second, experiment.id)
    await people.does(rewards.hold_learning, ended.id)
    await people.does(rewards.hold_part, idea.id)
    next_one = await planned(people, by=member, on=idea)
    await people.does(experiments.reuse_card, member, ended.card.id, next_one.id)


async def _rolls_out(people: People, member: Member, second: Member, idea: Idea) -> None:
    kind, advice = ConclusionKind.SCALED, Advice.SCALE
    card = await learning.concluded(people, by=member, on=idea, ago=31, kind=kind, advice=advice)
    number = card.experiment_id
    await people.does(rollouts.remind)
    await people.does(rollouts.assign, member, number, owner_id=second.id)
    await people.does(rollouts.assign, second, number, owner_id=member.id)
    today = await people.reads(community.today)
    planned = await people.does(rollouts.plan_step, member, number, says="Feather step", due_on=today, coverage=30)
    await people.does(rollouts.finish_step, member, number, planned.planned[0].id, done_on=today, coverage=30)
    felt = rollouts.Felt.UNCLEAR
    await people.does(rollouts.note_benefit, member, number, days=30, felt=felt, says="Feather felt by all.")


async def _merges(people: People, member: Member, duplicate: Idea, target: Idea) -> None:
    await people.vote(by=member, on=duplicate)
    await people.does(triage.merge, member, duplicate.id, target.id)
    await people.does(triage.step_out, member, duplicate.id)


async def _measures(people: People, member: Member, admin: Member) -> None:
    says = "How many feathers there are."
    mine = metrics.Definition("Feathers", says, metrics.FigureKind.COUNT, metrics.Better.HIGHER, owner_id=member.id)
    metric = await people.does(metrics.add, admin, mine)
    day, source = date(2026, 1, 30), "Feather source"
    entered = await people.does(metrics.enter, member, metric.id, day=day, value=Decimal(7), source=source)
    await people.does(metrics.correct, member, entered.id, value=None, reason="Feather miscounted")
