"""Notes are for staff: written, read and taken away by them, and for nobody else even there."""

import pytest

from domain import moderation
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded, TooMany
from domain.members import Role, Visitor
from domain.paging import Slice
from tests.people import People


async def test_staff_read_each_others_notes_and_the_author_nothing(people: People) -> None:
    ann, eve = await people.member("Ann"), await people.member("Eve", Role.EMPLOYEE)
    bench = await people.idea(by=ann)
    for body in ("Ask @pat.", " It is **cheap**. "):
        await people.does(moderation.write_note, eve, bench.id, body)
    for role in (Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN):
        reader = await people.member(f"A {role}", role)
        page = await people.reads(moderation.notes, reader, bench, Slice())
        assert [(note.author.name, note.body) for note in page.items] == [
            ("Eve", "It is **cheap**."),
            ("Eve", "Ask @pat."),
        ]
    for stranger in (ann, await people.member("Ben"), Visitor()):
        assert (await people.reads(moderation.notes, stranger, bench, Slice())).items == []
    assert [fact["fact"] for fact in await people.history(eve)][-2:] == ["NoteWritten", "NoteWritten"]


async def test_one_takes_ones_own_note_away(people: People) -> None:
    eve, pat = await people.member("Eve", Role.EMPLOYEE), await people.member("Pat", Role.PRODUCT)
    bench = await people.idea(by=pat)
    note = await people.does(moderation.write_note, eve, bench.id, "Ask.")
    with pytest.raises(NotFound):
        await people.does(moderation.remove_note, pat, note.id)
    await people.does(moderation.remove_note, eve, note.id)
    assert (await people.reads(moderation.notes, pat, bench, Slice())).items == []
    with pytest.raises(NotFound):
        await people.does(moderation.remove_note, eve, note.id)


@pytest.mark.parametrize("body", ["", "  ", "x" * 4001, "\ud800"])
async def test_a_note_says_something_of_a_bearable_length(body: str, people: People) -> None:
    eve = await people.member("Eve", Role.EMPLOYEE)
    bench = await people.idea(by=eve)
    with pytest.raises(Invalid):
        await people.does(moderation.write_note, eve, bench.id, body)


async def test_customers_and_visitors_write_none(people: People) -> None:
    ann = await people.member("Ann")
    bench = await people.idea(by=ann)
    with pytest.raises(NotAllowed):
        await people.does(moderation.write_note, ann, bench.id, "Mine.")
    with pytest.raises(NotAllowed):
        await people.does(moderation.remove_note, ann, 1)
    with pytest.raises(SignInNeeded):
        await people.does(moderation.write_note, Visitor(), bench.id, "Mine.")


async def test_notes_have_an_end(people: People) -> None:
    eve = await people.member("Eve", Role.EMPLOYEE)
    bench = await people.idea(by=eve)
    for _ in range(120):
        await people.does(moderation.write_note, eve, bench.id, "Ask.")
    with pytest.raises(TooMany):
        await people.does(moderation.write_note, eve, bench.id, "Ask.")
