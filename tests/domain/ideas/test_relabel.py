"""An admin names the statuses; the categories behind them stay."""

import pytest

from domain import community, ideas
from domain.errors import Invalid, NotAllowed, SignInNeeded
from domain.members import Role, Visitor
from tests.people import People


async def test_a_label_is_given_and_taken_back_alone(people: People) -> None:
    cleo = await people.admin()
    await people.does(ideas.relabel, cleo, {"submitted": " New ", "adopted": "We do it"})
    await people.does(ideas.relabel, cleo, {"adopted": "", "declined": "🙅 Nein"})
    assert (await people.reads(community.current)).status_labels == {"submitted": "New", "declined": "🙅 Nein"}


async def test_every_problem_is_named_and_nothing_changes(people: People) -> None:
    cleo = await people.admin()
    with pytest.raises(Invalid) as refused:
        await people.does(
            ideas.relabel, cleo, {"submitted": "x" * 31, "gone": "Gone", "adopted": "\ud800", "draft": "Ok"}
        )
    assert [problem.field for problem in refused.value.problems] == ["label_submitted", "label_gone", "label_adopted"]
    assert (await people.reads(community.current)).status_labels == {}


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE])
async def test_only_admins_may(people: People, role: Role) -> None:
    ann = await people.member("Ann", role)
    with pytest.raises(NotAllowed):
        await people.does(ideas.relabel, ann, {"gone": "x" * 99})
    with pytest.raises(SignInNeeded):
        await people.does(ideas.relabel, Visitor(), {"submitted": "New"})
