"""Everybody can take all of their data along, and leave without a trace of who they were."""

import json

import pytest
from sqlalchemy import text

from domain import (
    checks,
    events,
    follows,
    ideas,
    members,
    notifications,
    personal_data,
    votes,
)
from domain.all_models import metadata
from domain.errors import NotFound, SignInNeeded
from domain.ideas import IdeaFilter
from domain.members import Visitor
from domain.members.use_cases.managing import LastAdmin
from domain.paging import Slice
from domain.subscribers import SUBSCRIBERS
from tests.domain.busy_life import busy_life
from tests.people import People

GOOD = "four green bicycles sing"

# Where rows of a person stand in the export; a table that is new here needs a decision.
EXPORTED = {
    "members": "member",
    "team_memberships": "member",
    "teams": "member",
    "sign_ins": "member",
    "access_tokens": "member",
    "links": "member",
    "mails": "member",
    "facts": "member",
    "ideas": "ideas",
    "tags": "ideas",
    "idea_tags": "ideas",
    "idea_revisions": "edits",
    "idea_moves": "moves",
    "answers": "answers",
    "answer_pauses": "questions",
    "assignments": "assignments",
    "decisions": "decisions",
    "saved_views": "saved_views",
    "bulk_actions": "done_at_once",
    "bulk_outcomes": "done_at_once",
    "idea_merges": "merges",
    "idea_merge_step_outs": "step_outs",
    "scores": "scores",
    "score_weights": "scores",
    "metrics": "readings",
    "readings": "readings",
    "changelog_entries": "changelog",
    "changelog_revisions": "changelog",
    "votes": "votes",
    "exposures": "exposures",
    "recordings": "recorded_by_you",
    "recorded_ideas": "recorded_by_you",
    "offers": "offers",
    "comments": "comments",
    "reports": "reports",
    "hidings": "hidings",
    "held_edits": "held_edits",
    "notes": "notes",
    "trust_standings": "trust",
    "images": "images",
    "follows": "follows",
    "experiments": "experiments",
    "plans": "plans",
    "kill_criteria": "plans",
    "experiment_moves": "experiment_moves",
    "check_ins": "check_ins",
    "conclusions": "conclusions",
    "learning_cards": "conclusions",
    "card_reuses": "reused_cards",
    "recognition_cards": "recognition_sent",
    "card_recipients": "recognition_received",
    "card_reports": "card_reports",
    "heroes": "heroes",
    "hero_pictures": "heroes",
    "hero_nominations": "nominations",
    "hero_reports": "hero_reports",
    "challenges": "challenges_kept",
    "challenge_participants": "challenges",
    "challenge_readings": "challenges",
    "challenge_results": "challenges",
    "entries": "points",
    "standings": "points",
    "balances": "points",
    "cap_uses": "points",
    "held_support": "points",
    "reward_habits": "reward_habit",
    "celebrations": "celebrations",
    "rules": "points",
    "rollouts": "rollouts",
    "rollout_steps": "rollouts",
    "benefits": "benefits",
    "awards": "badges",
    "fairness_cases": "cases_decided",
    "fairness_parties": "fairness",
    "fairness_appeals": "fairness",
    "fairness_votes": "fairness",
    "award_revocations": "badges_given",
    "credentials": "credentials",
    "notices": "notices",
    "mail_habits": "mail_habits",
    "idea_paces": "mail_habits",
}
NOT_ABOUT_A_PERSON = {
    "seasons": "quarters of years",
    "challenge_ideas": "which ideas answer a call, whoever wrote them",
    "ledger_inspections": "whether the books agree",
    "unsettled_ideas": "whose votes have changed, without the voters, until their points are settled",
    "benefit_reminders": "how many have heard that a follow-up is due, whoever they were",
    "held_parts": "ideas that may be parts of others, while somebody looks at it, whoever wrote them",
    "held_learning": "how tests ended, while somebody looks at it, whoever ran them",
    "fairness_batches": "which votes were held back together, without the voters",
    "answer_clocks": "when an idea is due to be answered, whoever answers",
    "reasons": "the admin's choices for everybody",
    "company_values": "the admin's choices for everybody",
    "verdicts": "what the engine makes of check-ins, whoever entered them",
    "changelog_ideas": "which ideas an entry delivers, whoever wrote it",
    "badges": "what there is to be given, to everybody alike",
    "badge_versions": "what badges say",
    "issuer_keys": "the site's own, which sign all badges",
    "status_lists": "places that say nothing of who has them",
    "attempts": "counts under hashes, dropped after a day",
    "community": "the admin's choices for everybody",
    "idea_counters": "sums",
    "image_bytes": "the pixels of the images, which the export has the addresses of",
}


async def _rows_with(people: People, words: str) -> dict[str, int]:
    """Return in which tables any row holds the words, whatever the column; those of the job queue too."""
    found = {}
    async with people.sessions() as session:
        names = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
        for name in sorted(names):
            query = text(f'SELECT count(*) FROM "{name}" AS row WHERE row::text ILIKE :words')
            if count := await session.scalar(query, {"words": f"%{words}%"}):
                found[name] = count
    return found


async def test_a_busy_life_leaves_a_row_in_every_table(people: People) -> None:
    eve, cleo = await busy_life(people)
    await people.vote(by=eve, on=await people.idea(by=cleo, title="Bells for every bicycle"))
    await events.deliver(people.sessions, SUBSCRIBERS)  # heard, and not settled before the minute is over
    async with people.sessions() as session:
        empty = [
            table.name
            for table in metadata.sorted_tables
            if not await session.scalar(text(f'SELECT count(*) FROM "{table.name}"'))
        ]
    assert empty == []
    assert set(EXPORTED) | set(NOT_ABOUT_A_PERSON) == {table.name for table in metadata.sorted_tables}


async def test_everything_is_taken_along_and_can_be_written_as_json(people: People) -> None:
    eve, _cleo = await busy_life(people)
    data = await people.reads(personal_data.export, eve)
    assert set(EXPORTED.values()) <= {part for part, rows in data.items() if rows}
    member = data["member"]
    for part in ("sign_ins", "access_tokens", "links", "mails", "history", "teams"):
        assert member[part], part
    assert (member["name"], member["email"], member["has_password"]) == ("Canary Wharf", "canary@people.example", True)
    written = json.dumps(data, default=str)
    for words in (
        *(
            "canary about",
            "canary token",
            "Canary Browser",
            "canary-typo@people.example",
            "canary-first@people.example",
        ),
        *("Feather own", "feather", "Feather draft", "Feather edit", "Feather note", "Feather comment"),
        *("Feather reason", "Team feather", "Feather offer", "Feather question", "Feather answer", "Feather thought"),
        *("Feather because", "Feather criterion", "Feather observed", "Feather end"),
        *("Feather step", "Feather felt", "Feather headline", "Feather nomination"),
        *("Feather appeal", "Feather cleared"),
    ):
        assert words in written, words
    assert {fact["fact"] for fact in member["history"]} >= {
        *("MemberJoined", "EmailChanged", "RoleChanged", "SponsorNamed", "IdeaSubmitted", "IdeaRevised"),
        *("VoteCast", "CommentWritten", "CommentRemoved", "OfferMade", "CoAuthorAccepted"),
    }


async def test_no_secret_is_taken_along(people: People) -> None:
    eve, _cleo = await busy_life(people)
    written = json.dumps(await people.reads(personal_data.export, eve), default=str)
    assert "hash" not in written
    assert "argon2" not in written


async def test_others_data_are_not_taken_along(people: People) -> None:
    _eve, cleo = await busy_life(people)
    written = json.dumps(await people.reads(personal_data.export, cleo), default=str)
    assert "canary" not in written.lower()


async def test_a_visitor_has_no_data_and_no_account(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.reads(personal_data.export, Visitor())
    with pytest.raises(SignInNeeded):
        await people.does(personal_data.erase, Visitor())


async def test_no_trace_of_name_or_address_stays_anywhere(people: People) -> None:
    eve, _cleo = await busy_life(people)
    assert {"members", "links", "mails", "sign_ins", "access_tokens"} <= set(await _rows_with(people, "canary"))
    await people.leave(eve)
    await people.hear()
    assert await _rows_with(people, "canary") == {}
    async with people.sessions() as session:
        keys = await session.scalars(text("SELECT key FROM attempts"))
        assert all(len(key) == 64 for key in keys)


async def test_results_do_not_change(people: People) -> None:
    eve, cleo = await busy_life(people)
    listed = (await people.reads(ideas.listed, cleo, Slice(), only=IdeaFilter())).items
    before = {idea.id: (idea.title, idea.supporters, idea.comment_count) for idea in listed}
    await people.leave(eve)
    listed = (await people.reads(ideas.listed, cleo, Slice(), only=IdeaFilter())).items
    assert {idea.id: (idea.title, idea.supporters, idea.comment_count) for idea in listed} == before
    assert {idea.author.name for idea in listed} == {"Former member", "Cleo", "A customer"}
    assert [idea.offer_count for idea in listed if idea.offer_count] == [], "offers are personal, and go"
    assert [idea.co_author_ids for idea in listed if idea.co_author_ids] == [[eve.id]]
    assert await people.reads(checks.recount) == []


async def test_private_things_go(people: People) -> None:
    eve, _cleo = await busy_life(people)
    await people.leave(eve)
    gone = await people.again(eve)
    assert (gone.name, gone.about, gone.email, gone.password_hash, gone.is_sponsor) == (
        "Former member",
        "",
        None,
        None,
        False,
    )
    assert await people.reads(ideas.drafts, gone) == []
    assert await people.reads(members.sign_ins, gone) == []
    assert await people.reads(members.access_tokens, gone) == []
    assert (await people.reads(follows.followed, gone, Slice())).items == []
    assert (await people.reads(notifications.listed, gone, Slice())).items == []
    assert len((await people.reads(votes.voted, gone, gone, Slice())).items) == 2
    assert gone.id not in {one.id for one in await people.reads(members.staff)}


async def test_who_left_cannot_come_back_by_what_they_held(people: People) -> None:
    eve = await people.member("Eve", email="eve@people.example")
    await people.does(members.set_password, eve, GOOD)
    cookie = (await people.does(members.start_sign_in, eve)).token
    _token, secret = await people.does(members.create_access_token, eve, name="Script")
    link = await people.link("eve@people.example")
    await people.leave(eve)
    assert await people.reads(members.signed_in, cookie) is None
    assert await people.reads(members.by_access_token, secret) is None
    with pytest.raises(members.LinkSpent):
        await people.does(members.use_link, link)
    with pytest.raises(members.WrongPassword):
        await people.does(members.sign_in, email="eve@people.example", password=GOOD, client="192.0.2.1")
    again = (await people.does(members.use_link, await people.link("eve@people.example"), name="Eve")).member
    assert (again.id != eve.id, again.handle) == (True, "eve")


async def test_a_handle_like_a_former_ones_is_no_obstacle(people: People) -> None:
    eve = await people.member("Eve")
    await people.member(f"Former {eve.id}")
    await people.leave(eve)
    assert (await people.again(eve)).left_at is not None


async def test_leaving_twice_is_once_and_the_last_admin_stays(people: People) -> None:
    eve, cleo = await people.member("Eve"), await people.admin()
    await people.leave(eve)
    with pytest.raises(SignInNeeded):
        await people.leave(await people.again(eve))
    with pytest.raises(LastAdmin):
        await people.leave(cleo)


async def test_what_was_begun_before_leaving_comes_too_late_after(people: People) -> None:
    eve, other = await people.member("Eve"), await people.idea(by=await people.member("Ann"))
    await people.leave(eve)
    for attempt in (people.idea(by=eve), people.comment(by=eve, on=other)):
        with pytest.raises(NotFound):
            await attempt
