"""What staff do stands in one record that admins read and filter; what customers do doesn't."""

import pytest

from domain import comments, members, moderation
from domain.errors import NotAllowed, SignInNeeded
from domain.events import Fact
from domain.members import Role, Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory
from tests.people import People
from web.record import ACTIONS


async def test_admins_read_what_staff_did_latest_first(people: People) -> None:
    ann, pat, cleo = await people.member("Ann"), await people.member("Pat", Role.PRODUCT), await people.admin()
    bench = await people.idea(by=ann)
    own, rude = await people.comment(by=ann, on=bench), await people.comment(by=ann, on=bench)
    await people.does(comments.remove, ann, own.id)
    await people.does(moderation.hide, pat, comment_id=rude.id, reason="rude")
    await people.does(moderation.write_note, pat, bench.id, "Ask.")
    await people.does(members.change_role, cleo, ann.id, Role.EMPLOYEE)
    await people.does(members.change_role, cleo, ann.id, Role.CUSTOMER)
    await people.shape(cleo, tagline="New")

    async def done(**only: str) -> list[tuple[str, str]]:
        found = await people.reads(moderation.staff_actions, cleo, Slice(), **only)
        return [(each.fact.kind, each.member.name) for each in found.items]

    assert await done() == [
        ("CommunityRevised", "Cleo"),
        ("RoleChanged", "Cleo"),
        ("RoleChanged", "Cleo"),
        ("NoteWritten", "Pat"),
        ("CommentHidden", "Pat"),
    ]
    assert await done(kind="NoteWritten") == [("NoteWritten", "Pat")]
    assert await done(handle="pat") == [("NoteWritten", "Pat"), ("CommentHidden", "Pat")]
    assert await done(handle="pat", kind="RoleChanged") == []
    assert await done(handle="nobody") == await done(kind="VoteCast") == await done(kind="'; --") == []
    (first,) = (await people.reads(moderation.staff_actions, cleo, Slice(), kind="CommentHidden")).items
    assert first.idea_id == bench.id


async def test_nobody_else_reads_the_record(people: People) -> None:
    for role in set(Role) - {Role.ADMIN, Role.VISITOR}:
        with pytest.raises(NotAllowed):
            await people.reads(moderation.staff_actions, await people.member(f"A {role}", role), Slice())
    with pytest.raises(SignInNeeded):
        await people.reads(moderation.staff_actions, Visitor(), Slice())


async def test_the_record_asks_as_much_for_one_row_as_for_many(people: People, counting: CountingFactory) -> None:
    pat, cleo = await people.member("Pat", Role.PRODUCT), await people.admin()
    bench = await people.idea(by=pat)
    for rows in (1, 20):
        for _ in range(rows):
            await people.does(moderation.write_note, pat, bench.id, "Ask.")
        with counting() as counted:
            await people.reads(moderation.staff_actions, cleo, Slice(50))
        assert len(counted) == 3, counted.statements


def test_every_fact_that_says_who_did_it_has_a_name_for_people() -> None:
    assert set(ACTIONS) == moderation.staff_kinds()


def test_who_did_it_is_one_of_the_people_of_a_fact() -> None:
    assert {fact.doer for fact in Fact.kinds.values()} <= {"actor_id", "author_id", "editor_id"}
