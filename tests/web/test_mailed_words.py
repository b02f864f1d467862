"""The words of mail and inbox: outcomes in the community's labels, notes for staff, and what the suspended read."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from domain import ideas, moderation
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.people import People
from tests.web.conftest import Browsing
from tests.web.relay import Relay, Work, become_due, parts


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


async def mail(people: People, relay: Relay, work: Work) -> tuple[str, str]:
    """Let what happened be told, and return the subject and the text of the newest mail."""
    await people.hear()
    await work()
    await become_due(people.sessions)
    await work()
    return str(relay.got[-1]["Subject"]), " ".join(parts(relay.got[-1])[0].split())


async def test_an_outcome_is_told_in_the_admins_label_where_the_reader_has_one(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, pat: Member, relay: Relay, work: Work
) -> None:
    uwe = await people.member("Uwe", language="de")
    labels = {"en": {"shortlisted": "On <our> bench"}}
    await people.does(ideas.relabel, await people.admin(), labels)
    first, second = await people.idea(by=ann), await people.idea(by=uwe, language="de")
    await people.decide(DecisionKind.SHORTLIST, by=pat, on=first)
    subject, text = await mail(people, relay, work)
    assert subject == f"Pat decided: “On <our> bench”: {first.title}"
    assert "Pat decided: “On <our> bench”" in text
    page = await (await browsing(app, ann)).page("/me/notices")
    assert "Pat decided: “On <our> bench”" in page.text
    await people.decide(DecisionKind.SHORTLIST, by=pat, on=second)
    _subject, text = await mail(people, relay, work)
    assert "<our>" not in text
    assert "Pat hat sie in die engere Wahl genommen" in text


async def test_a_note_goes_by_mail_to_staff_it_names(
    people: People, ann: Member, pat: Member, relay: Relay, work: Work
) -> None:
    idea = await people.idea(by=ann)
    await people.member("Eve", Role.EMPLOYEE)
    await people.hear()
    await people.does(moderation.write_note, pat, idea.id, "@eve and @ann: ask the **workshop**.")
    subject, text = await mail(people, relay, work)
    assert relay.to == ["eve@people.example"]
    assert subject == f"Pat named you in a note among the staff: {idea.title}"
    assert "ask the workshop." in text
    assert f"/ideas/{idea.id}/notes#note-" in text


async def test_a_suspended_member_reads_why_until_when_and_what_they_can_do(
    app: FastAPI,
    browsing: Browsing,
    people: People,
    ann: Member,
    pat: Member,
    relay: Relay,
    work: Work,
    clock: HeldClock,
) -> None:
    clock.time = datetime.now(UTC)  # by which the worker lifts what is over
    await people.does(moderation.suspend, pat, ann.id, days=3, reason="Names were called.")
    subject, text = await mail(people, relay, work)
    assert subject.startswith("You can read here, and not write, until ")
    for words in ("Names were called.", "you can still follow ideas", "please answer this mail"):
        assert words in text
    assert "Pat" not in text
    reader = await browsing(app, await people.again(ann))
    page = await reader.page("/me/notices")
    assert "Your account" in page.text
    assert "For now you can read here, and not write" in page.text
    await people.does(moderation.lift, pat, ann.id)
    subject, text = await mail(people, relay, work)
    assert subject == "You can write here again: Velora"
    assert "Names were called." not in text
