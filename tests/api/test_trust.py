"""Trust over GraphQL: the same as on the page, for the same people."""

import pytest

from domain import moderation
from domain.members import Role, TrustLevel
from tests import trusting
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

STANDS = """level since nextLevel upheld objection lostFor graceUntil allows
  evidence { figure has regular trusted }"""


async def test_a_member_asks_and_looks(people: People, by_token: As, clock: HeldClock) -> None:
    ann, others = await people.member("Ann"), await trusting.crowd(people)
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    client = await by_token(ann)
    before = await client.get(f"{{ viewer {{ trust {{ {STANDS} }} }} }}")
    assert (before["trust"]["level"], before["trust"]["nextLevel"]) == ("NEW", "REGULAR")
    assert before["trust"]["evidence"] == [
        {"figure": "ACTIVE_DAYS", "has": 15, "regular": 15, "trusted": 40},
        {"figure": "VOTES_GIVEN", "has": 10, "regular": 10, "trusted": 10},
        {"figure": "PEOPLE", "has": 3, "regular": 3, "trusted": 4},
        {"figure": "CONTRIBUTIONS", "has": 1, "regular": 0, "trusted": 10},
        {"figure": "RESPONSE_DAYS", "has": 1, "regular": 0, "trusted": 5},
    ]
    answer = await client.do("lookAtTrust", None, "... on Trust { level allows }")
    assert answer == {"__typename": "Trust", "level": "REGULAR", "allows": ["SUPPORT_COUNTS", "TEXTS_AT_ONCE"]}


@pytest.mark.parametrize("role", Role)
async def test_it_is_null_for_all_but_oneself_and_moderators(role: Role, people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    asker = None if role is Role.VISITOR else await people.member("Dan", role)
    found = await (await by_token(asker)).get(f'{{ trust(handle: "ann") {{ {STANDS} }} }}')
    assert (found is not None) is (role in (Role.PRODUCT, Role.ADMIN))
    assert await (await by_token(ann)).get(f'{{ trust(handle: "ann") {{ {STANDS} }} }}')
    own = await (await by_token(asker)).get("{ viewer { trust { level } } }")
    assert own == (None if asker is None else {"trust": {"level": "NEW"} if role is Role.CUSTOMER else None})
    assert await (await by_token(asker)).get('{ trust(handle: "nobody") { level } }') is None


async def test_moderators_see_whose_report_comes_from_somebody_trusted(people: People, by_token: As) -> None:
    ann = await trusting.put(people, await people.member("Ann"), TrustLevel.TRUSTED)
    idea, pia = await people.idea(by=await people.member("Eve")), await people.member("Pia", Role.PRODUCT)
    await people.does(moderation.report, ann, idea_id=idea.id, reason="rude")
    asked = "{ reportedTexts(first: 1) { nodes { reports { isByTrusted } } } }"
    found = await (await by_token(pia)).get(asked)
    assert found["nodes"] == [{"reports": [{"isByTrusted": True}]}]
    own = await (await by_token(ann)).get("{ viewer { reports(first: 1) { nodes { isByTrusted } } } }")
    assert own["reports"]["nodes"] == [{"isByTrusted": None}]
