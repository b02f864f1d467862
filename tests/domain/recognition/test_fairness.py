"""The sponsor sees where thanks go round in circles, and who did something and was thanked by nobody."""

import pytest

from domain import members, recognition
from domain.errors import NotAllowed, SignInNeeded
from domain.members import Actor, Member, Role, Visitor
from domain.paging import Slice
from domain.triage import DecisionKind
from tests import learning
from tests.conftest import CountingFactory, HeldClock
from tests.people import People
from tests.thanking import thanks


async def names(people: People, reader: Actor, wanted: Slice | None = None) -> list[str]:
    return [each.member.name for each in (await people.reads(recognition.overlooked, reader, wanted or Slice())).items]


async def test_it_is_for_admins_and_the_sponsor_alone(people: People, eve: Member) -> None:
    rex = await people.member("Rex", Role.EXECUTIVE)
    cleo = await people.admin()
    for view in (recognition.by_team, recognition.pairs):
        for outsider in (eve, rex):
            with pytest.raises(NotAllowed):
                await people.reads(view, outsider)
        with pytest.raises(SignInNeeded):
            await people.reads(view, Visitor())
    with pytest.raises(NotAllowed):
        await people.reads(recognition.overlooked, rex, Slice())
    await people.does(members.name_sponsor, cleo, rex.id)
    rex = await people.again(rex)
    for reader in (cleo, rex):
        assert await people.reads(recognition.by_team, reader) == []
        assert await names(people, reader) == []


async def test_teams_are_counted_by_what_they_got_and_gave(people: People, eve: Member, clock: HeldClock) -> None:
    mia, tom = [await people.member(name, Role.EMPLOYEE) for name in ("Mia", "Tom")]
    await people.team("Docks", eve)
    await people.team("Stations", mia, tom)
    await thanks(people, by=eve, to=[mia, tom])
    await thanks(people, by=mia, to=[tom])
    cleo = await people.admin()
    found = await people.reads(recognition.by_team, cleo)
    assert [(one.team.name, one.people, one.received, one.sent) for one in found] == [
        ("Docks", 1, 0, 1),
        ("Stations", 2, 2, 1),
    ]
    clock.forward(days=91)
    assert [(one.received, one.sent) for one in await people.reads(recognition.by_team, cleo)] == [(0, 0), (0, 0)]


async def test_two_who_exchange_three_cards_are_a_pair_and_one_way_is_none(
    people: People, eve: Member, ann: Member
) -> None:
    mia, cleo = await people.member("Mia", Role.EMPLOYEE), await people.admin()
    await thanks(people, by=eve, to=[mia])
    await thanks(people, by=mia, to=[eve])
    for _twice in range(2):
        await thanks(people, by=eve, to=[ann])
    assert await people.reads(recognition.pairs, cleo) == []
    await thanks(people, by=mia, to=[eve])
    found = await people.reads(recognition.pairs, cleo)
    assert [(one.one.name, one.other.name, one.to_other, one.to_one) for one in found] == [("Eve", "Mia", 1, 2)]


async def test_who_brought_something_and_was_not_thanked_is_overlooked_until_somebody_does(
    people: People, pia: Member, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    cleo = await people.admin()
    bench = await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=bench)
    await people.idea(by=ben, title="Not decided yet")
    found = (await people.reads(recognition.overlooked, cleo, Slice())).items
    assert [(one.member.name, one.idea and one.idea.title) for one in found] == [("Ann", bench.title)]
    card = await thanks(people, by=eve, to=[ann])
    assert await names(people, cleo) == []
    clock.forward(days=91)
    assert await names(people, cleo) == ["Ann"]
    await people.does(recognition.withdraw, eve, card.id, "To somebody else")
    await people.leave(ann)
    assert await names(people, cleo) == []


async def test_an_experiment_that_taught_something_counts_like_an_adopted_idea(
    people: People, eve: Member, ann: Member, counting: CountingFactory
) -> None:
    cleo = await people.admin()
    bench = await people.idea(by=ann)
    card = await learning.concluded(people, by=eve, on=bench)
    found = (await people.reads(recognition.overlooked, cleo, Slice())).items
    assert [(one.member.name, one.experiment and one.experiment.id) for one in found] == [("Eve", card.experiment_id)]
    with counting() as one:
        await names(people, cleo)
    for number in range(4):
        other = await people.member(f"Tester {number}", Role.EMPLOYEE)
        await learning.concluded(people, by=other, on=bench)
    with counting() as many:
        assert len(await names(people, cleo)) == 5
    assert len(many) == len(one)
    first = await people.reads(recognition.overlooked, cleo, Slice(2))
    rest = await people.reads(recognition.overlooked, cleo, Slice(5, after=first.end_cursor))
    assert len({each.member.id for each in [*first.items, *rest.items]}) == 5
