"""Ways to take part over GraphQL."""

import pytest

from api import ids
from domain import offers
from domain.members import Role, Scope
from tests.api.conftest import As, Counting
from tests.people import People

FIELDS = "offerCounts { kind count } coAuthors { handle } supporters viewerMayOffer viewerMayVote viewerMayEdit"
IDEA = f"... on Idea {{ {FIELDS} }}"
OFFER = f"... on Offer {{ id kind text note acceptedAt declinedAt viewerMayTakeBack idea {{ {FIELDS} }} }}"


async def test_an_offer_is_made_reworded_and_taken_back(people: People, by_token: As) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    client, input = await by_token(await people.member("Ben")), {"ideaId": ids.encode("Idea", idea.id), "kind": "TEST"}
    for text in ("On Mondays", ""):
        offer = await client.do("makeOffer", {**input, "text": text}, OFFER)
        assert (offer["kind"], offer["text"], offer["viewerMayTakeBack"]) == ("TEST", text, True)
        assert offer["idea"]["offerCounts"] == [{"kind": "TEST", "count": 1}]
    mine = await client.get("{ viewer { offers(first: 5) { nodes { text idea { title call } } } } }")
    assert mine["offers"]["nodes"] == [{"text": "", "idea": {"title": idea.title, "call": "TEST"}}]
    left = await client.do("takeBackOffer", {"id": offer["id"]}, IDEA)
    assert (left["offerCounts"], left["viewerMayOffer"]) == ([], True)
    kept = await client.get("{ viewer { takenBackOffers { id } offers(first: 5) { nodes { id } } } }")
    assert kept == {"takenBackOffers": [{"id": offer["id"]}], "offers": {"nodes": []}}
    back = await client.do("undoTakeBackOffer", {"id": offer["id"]}, OFFER)
    assert (back["id"], back["idea"]["offerCounts"]) == (offer["id"], [{"kind": "TEST", "count": 1}])
    assert (await client.do("undoTakeBackOffer", {"id": offer["id"]}))["code"] == "NOTHING_TO_UNDO"


async def test_who_is_accepted_shares_the_idea_until_they_step_down(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann, quadrant="creation_with_others")
    await people.vote(by=ben, on=idea)
    offer = await people.offer(by=ben, on=idea)
    author, asker = await by_token(ann), await by_token(ben)
    accepted = await author.do("acceptCoAuthor", {"offerId": ids.encode("Offer", offer.id)}, OFFER)
    assert accepted["acceptedAt"]
    assert accepted["text"] == ""
    assert (accepted["idea"]["coAuthors"], accepted["idea"]["supporters"]) == ([{"handle": "ben"}], 0)
    number = {"ideaId": ids.encode("Idea", idea.id)}
    seen = (await asker.ask(f"query($ideaId: ID!) {{ idea(id: $ideaId) {{ {FIELDS} }} }}", number)).data["idea"]
    assert (seen["viewerMayEdit"], seen["viewerMayVote"], seen["viewerMayOffer"]) == (True, False, False)
    left = await asker.do("stepDown", number, IDEA)
    assert (left["coAuthors"], left["viewerMayVote"], left["viewerMayOffer"]) == ([], True, True)


async def test_what_was_said_when_declining_is_for_the_asker_only(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    offer = await people.offer(by=ben, on=await people.idea(by=ann, quadrant="creation_with_others"))
    id = ids.encode("Offer", offer.id)
    declined = await (await by_token(ann)).do("declineCoAuthor", {"offerId": id, "note": "We are three."}, OFFER)
    assert declined["declinedAt"]
    assert declined["note"] is None
    answer = await (await by_token(ben)).ask(f'{{ node(id: "{id}") {{ ... on Offer {{ note text }} }} }}')
    assert answer.data["node"] == {"note": "We are three.", "text": ""}


@pytest.mark.parametrize(
    ("kind", "typename", "code"), [("HELP", "Conflict", "OTHER_CALL"), ("TEST", "Conflict", "OFFER_ON_OWN_IDEA")]
)
async def test_refusals_are_data(kind: str, typename: str, code: str, people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = ids.encode("Idea", (await people.idea(by=ann)).id)
    client = await by_token(ann if code == "OFFER_ON_OWN_IDEA" else ben)
    refused = await client.do("makeOffer", {"ideaId": idea, "kind": kind, "text": "I would"})
    assert (refused["__typename"], refused["code"]) == (typename, code)


async def test_bad_input_gets_a_clear_answer(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = ids.encode("Idea", (await people.idea(by=ann)).id)
    client = await by_token(ben)
    refused = await client.do("makeOffer", {"ideaId": idea, "kind": "TEST", "text": "x" * 601})
    assert [(each["path"], each["code"]) for each in refused["problems"]] == [(["input", "text"], "TOO_LONG")]
    for mutation, input in (
        ("takeBackOffer", {"id": idea}),
        ("acceptCoAuthor", {"offerId": "nonsense"}),
        ("removeCoAuthor", {"ideaId": idea, "memberId": idea}),
    ):
        assert (await client.do(mutation, input))["problems"][0]["code"] == "BAD_ID"
    for mutation, input in (
        ("takeBackOffer", {"id": ids.encode("Offer", 2**63 - 1)}),
        ("stepDown", {"ideaId": ids.encode("Idea", 2**63 - 1)}),
    ):
        assert (await client.do(mutation, input))["__typename"] == "NotFound"


@pytest.mark.parametrize("rows", [1, 8])
async def test_counts_and_co_authors_of_a_list_take_as_many_statements_for_many_as_for_one(
    rows: int, people: People, by_token: As, counting_app: Counting
) -> None:
    ann = await people.member("Ann")
    for number in range(rows):
        idea = await people.idea(by=ann, quadrant="creation_with_others")
        for name in (f"Ben {number}", f"Cat {number}"):
            await people.does(offers.accept, ann, (await people.offer(by=await people.member(name), on=idea)).id)
    client = await by_token(await people.member("Dan"), Scope.READ)
    await client.get("{ viewer { language } }")
    with counting_app() as counted:
        found = await client.get("{ ideas(first: 20) { nodes { offerCounts { count } coAuthors { name } } } }")
    assert [(node["offerCounts"], len(node["coAuthors"])) for node in found["nodes"]] == [([{"count": 2}], 2)] * rows
    assert len(counted) == 1 + 1 + 1 + 2, "\n".join(counted.statements)


async def test_an_offer_is_reported_hidden_and_brought_back(people: People, by_token: As) -> None:
    ben = await people.member("Ben")
    idea = await people.idea(by=await people.member("Ann"), quadrant="creation_for_self")
    id = ids.encode("Offer", (await people.offer(by=ben, on=idea, text="Buy watches")).id)
    pat, cat = await by_token(await people.member("Pat", Role.PRODUCT)), await by_token(await people.member("Cat"))
    own = await by_token(ben)
    report = await cat.do("reportText", {"id": id, "reason": "SPAM"}, "... on Report { offerId commentId outcome }")
    assert (report["offerId"], report["commentId"], report["outcome"]) == (id, None, None)
    queue = "{ reportedTexts(first: 5) { nodes { offer { id text member { name } } reports { member { name } } } } }"
    (waits,) = (await pat.get(queue))["nodes"]
    assert waits["offer"] == {"id": id, "text": "Buy watches", "member": {"name": "Ben"}}
    assert waits["reports"] == [{"member": {"name": "Cat"}}]
    left = await pat.do("hideText", {"id": id, "reason": "SPAM", "said": "No shops"}, IDEA)
    assert left["offerCounts"] == []
    offer = f'{{ node(id: "{id}") {{ ... on Offer {{ text hiddenAt viewerMayReport }} }} }}'
    assert (await cat.ask(offer)).data["node"] is None
    for client in (pat, own):
        seen = (await client.ask(offer)).data["node"]
        assert (seen["text"], seen["hiddenAt"] is not None, seen["viewerMayReport"]) == ("Buy watches", True, False)
        why = "{ hiddenTexts(first: 5) { nodes { offer { id } body reason said } } }"
        (hidden,) = (await client.get(why))["nodes"]
        assert hidden == {"offer": {"id": id}, "body": "Buy watches", "reason": "SPAM", "said": "No shops"}
    may = await own.ask(f'{{ idea(id: "{ids.encode("Idea", idea.id)}") {{ viewerMayOffer }} }}')
    assert may.data["idea"] == {"viewerMayOffer": False}, "the same words wouldn't be taken again"
    back = await pat.do("restoreText", {"id": id}, IDEA)
    assert back["offerCounts"] == [{"kind": "MAKE", "count": 1}]
    seen = (await cat.ask(offer)).data["node"]
    assert (seen["hiddenAt"], seen["viewerMayReport"]) == (None, True)
