"""Who is named in a note of the staff hears of it, if they read notes; nobody else hears that there is one."""

import pytest

from domain import members, moderation, notifications
from domain.ideas import Idea
from domain.members import Member, Role
from domain.notifications import Notice, NoticeKind, NoticeTopic
from domain.paging import Slice
from tests.people import People


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def idea(people: People) -> Idea:
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return idea


async def noted(people: People, by: Member, on: Idea, says: str) -> moderation.Note:
    note = await people.does(moderation.write_note, by, on.id, says)
    await people.hear()
    return note


async def heard(people: People, member: Member) -> list[Notice]:
    return list((await people.reads(notifications.listed, member, Slice())).items)


async def test_staff_who_are_named_hear_and_customers_never(people: People, pat: Member, idea: Idea) -> None:
    eve, ben = await people.member("Eve", Role.EMPLOYEE), await people.member("Ben")
    note = await noted(people, pat, idea, "@eve, @ann, @ben and @pat: who knows the workshop? Not `@eve` again.")
    (notice,) = await heard(people, eve)
    assert (notice.kind, notice.topic) == (NoticeKind.NOTED, NoticeTopic.DUTIES)
    assert notice.path == f"/ideas/{idea.id}/notes#note-{note.id}"
    assert notice.mail_due_at is not None
    for other in (idea.author, ben, pat):
        assert NoticeKind.NOTED not in [each.kind for each in await heard(people, other)]
        assert await people.reads(notifications.unread, other) == 0
    await people.forget_delivery()
    await people.hear()
    assert len(await heard(people, eve)) == 1


async def test_who_works_here_no_longer_reads_nothing_of_it_on_site_or_by_mail(
    people: People, pat: Member, idea: Idea
) -> None:
    eve = await people.member("Eve", Role.EMPLOYEE)
    await noted(people, pat, idea, "@eve knows.")
    (notice,) = await heard(people, eve)
    assert await people.reads(notifications.unread, eve) == 1
    assert [each.note.body for each in await people.reads(notifications.for_mail, eve, [notice.id]) if each.note]
    eve = await people.does(members.change_role, await people.admin(), eve.id, Role.CUSTOMER)
    assert await heard(people, eve) == []
    assert await people.reads(notifications.unread, eve) == 0
    assert await people.reads(notifications.for_mail, eve, [notice.id]) == []


async def test_a_note_that_is_removed_takes_what_was_told_of_it_along(people: People, pat: Member, idea: Idea) -> None:
    eve = await people.member("Eve", Role.EMPLOYEE)
    note = await noted(people, pat, idea, "@eve knows.")
    await people.does(moderation.remove_note, pat, note.id)
    assert await heard(people, eve) == []
    gone = await people.does(moderation.write_note, pat, idea.id, "@eve again.")
    await people.does(moderation.remove_note, pat, gone.id)
    await people.hear()
    assert await heard(people, eve) == []


async def test_of_a_hidden_idea_only_who_sees_it_hears(people: People, pat: Member, idea: Idea) -> None:
    eve, pia = await people.member("Eve", Role.EMPLOYEE), await people.member("Pia", Role.PRODUCT)
    await people.hide(idea)
    await noted(people, pat, idea, "@eve @pia what do we say?")
    assert await heard(people, eve) == []
    assert [each.kind for each in await heard(people, pia)] == [NoticeKind.NOTED]
