"""An admin names the statuses; the categories behind them stay."""

import pytest

from domain import community, ideas
from domain.errors import Invalid, NotAllowed, SignInNeeded
from domain.members import Role, Visitor
from tests.people import People


async def test_a_label_is_given_and_taken_back_alone(people: People) -> None:
    cleo = await people.admin()
    await people.does(ideas.relabel, cleo, {"en": {"submitted": " New ", "adopted": "We do it"}})
    await people.does(ideas.relabel, cleo, {"en": {"adopted": ""}, "de": {"declined": "🙅 Nein", "adopted": ""}})
    here = await people.reads(community.current)
    assert here.status_labels == {"en": {"submitted": "New"}, "de": {"declined": "🙅 Nein"}}
    said = [here.status_label(status, language) for status in ("submitted", "declined") for language in ("en", "de")]
    assert said == ["New", "", "", "🙅 Nein"]


async def test_every_problem_is_named_and_nothing_changes(people: People) -> None:
    cleo = await people.admin()
    own = {"submitted": "x" * 500, "gone": "Gone", "adopted": "\ud800", "draft": "Ok"}
    with pytest.raises(Invalid) as refused:
        await people.does(ideas.relabel, cleo, {"en": own, "fr": {"adopted": "Oui"}})
    wrong = ["label_en_submitted", "label_en_gone", "label_en_adopted", "label_fr_adopted"]
    assert [problem.field for problem in refused.value.problems] == wrong
    assert (await people.reads(community.current)).status_labels == {}


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE])
async def test_only_admins_may(people: People, role: Role) -> None:
    ann = await people.member("Ann", role)
    with pytest.raises(NotAllowed):
        await people.does(ideas.relabel, ann, {"en": {"gone": "x" * 99}})
    with pytest.raises(SignInNeeded):
        await people.does(ideas.relabel, Visitor(), {"en": {"submitted": "New"}})
