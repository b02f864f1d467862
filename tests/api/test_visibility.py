"""What somebody may not see isn't there for them, whichever way they ask; the questions are made from the schema."""

from typing import Any

import pytest

from api import ids
from domain import ideas, offers
from domain.ideas import Quadrant
from domain.members import Role
from domain.permissions import STAFF
from tests.api.asking import Client
from tests.api.conftest import As
from tests.api.everything import SCHEMA, questions
from tests.api.night import KEY, Night, fall
from tests.people import People, writing

MARKS = ("Moonlit", "moonlit", "Whisper", "stargazer", "Telescopes", "Velvet")
# A note; of a recorded vote and idea the name, the company, the words, and the address; where a reading is from.
FOR_STAFF = ("ylophone", "tarmigan", "uagga", "xolotl", "numbat", "ombat", "uttlefish")
WAITING = {"uokka": "waitingTexts", "arwhal": "heldEdits"}  # of a comment and an edit, and where they wait
DOORS = {"community"}  # what a community for members shows to whoever stands outside
assert SCHEMA.query_type
ROOTS = sorted(SCHEMA.query_type.fields)


@pytest.fixture
async def night(people: People) -> Night:
    return await fall(people)


async def asked(client: Client, night: Night, root: str, **more: str) -> list[dict[str, Any]]:
    """Return all that a root field answers, asked for whatever there is."""
    found = [(await client.ask(*question)).body for question in questions(root, night.arguments(**more))]
    assert found
    assert not [each for each in found if "data" not in each], "This must run, or it says nothing."
    return found


async def seen(client: Client, night: Night, root: str, **more: str) -> str:
    """Return all that a root field answers, as text."""
    return str(await asked(client, night, root, **more))


async def test_a_member_sees_every_mark_so_that_looking_for_them_means_something(night: Night, by_token: As) -> None:
    client = await by_token(night.cleo)
    everything = [await seen(client, night, root) for root in ROOTS]
    assert all(any(mark in part for part in everything) for mark in MARKS if mark != "stargazer")
    showing = {root for root, part in zip(ROOTS, everything, strict=True) if any(mark in part for mark in MARKS)}
    plain = {"daysFromVerdictToEveryone", "community", "viewer", "quadrants", "parkedFacts", "parkedMails"}
    plain |= {"scoreWeights", "ideaScore", "reachSuggestion", "bestCustomerSupport", "triageCounts"}
    plain |= {"foreseeAtOnce", "promise", "lateAnswers", "triageBoard", "metrics", "experimentCounts"}
    plain |= {
        "cardBudget",
        "cardBudgets",
        "companyValues",
        "hiddenCards",
        "myCardReports",
        "thankfulPairs",
        "overlookedMembers",
    }
    plain |= {"trust", "voteCases", "voteCaseRecord", "myVoteCases", "lateVoteCases"}
    plain |= {"rewardTally", "rewardRules", "rewardRulePreview", "seasons", "ledgerInspection", "whyNoPoints"}
    plain |= {"rewardsToCome", "rewardMoment"}
    plain |= {"badgeVerification", "badge", "badges", "nearestBadges", "badgeVersions", "badgeCauses", "badgeDrawings"}
    plain |= {"badgePreview", "allBadges"}
    plain |= {"heroTurns", "heroCandidates", "myHeroStories", "hiddenHeroes", "myHeroReports"}
    plain |= {"challengeMet", "challengeParticipants", "challengeResults", "challengeStandings"}
    plain |= {"challengeWeekPreview"}
    assert showing == set(ROOTS) - plain


async def test_a_visitor_sees_nothing_of_a_community_for_members(night: Night, people: People, by_token: As) -> None:
    await people.shape(night.cleo, reading="members", join_domains=["moonlit.example"])
    visitor = await by_token()
    for root in ROOTS:
        answers = await asked(visitor, night, root)
        assert not any(mark in str(answers) for mark in (*MARKS, "ann", "Ann")), root
        assert root in DOORS or not any(_content(answer.get("data")) for answer in answers), root


@pytest.mark.parametrize("who", ["visitor", "voter", "stranger"])
async def test_a_hidden_idea_shows_nowhere(who: str, night: Night, people: People, by_token: As) -> None:
    await people.hide(night.idea)
    asker = {"visitor": None, "voter": night.ben, "stranger": await people.member("Dan")}[who]
    client = await by_token(asker)
    for root in ROOTS:
        answer = await seen(client, night, root, handle="pat")
        theirs = (
            ("Whisper when",) if root == "viewer" else ("Whisper", "Velvet")
        )  # one's own data keeps one's own words
        assert not any(mark in answer for mark in ("Moonlit", "moonlit", *theirs)), root


async def test_a_hidden_idea_is_there_for_its_author_and_for_whoever_tends_ideas(
    night: Night, people: People, by_token: As
) -> None:
    await people.hide(night.idea)
    for member in (night.ann, night.cleo, night.pat):
        client = await by_token(member)
        assert "Moonlit" in await seen(client, night, "idea")
        assert "Whisper" in await seen(client, night, "node")
        assert "Moonlit" not in await seen(client, night, "ideas")


@pytest.mark.parametrize("role", Role)
async def test_what_is_for_staff_or_waits_for_moderators_shows_to_them_only_whatever_is_asked(
    role: Role, night: Night, people: People, by_token: As
) -> None:
    await people.hear()
    asker = None if role is Role.VISITOR else night.ann
    if role in STAFF:
        asker = await people.member("Dan", role)
    client = await by_token(asker)
    answers = {root: await seen(client, night, root) for root in ROOTS}
    showing = {secret: {root for root in ROOTS if secret in answers[root]} for secret in (*FOR_STAFF, *WAITING)}
    for secret, place in WAITING.items():
        waiting = showing.pop(secret)
        assert (place in waiting) is (role in (Role.PRODUCT, Role.ADMIN))
        assert role in (Role.PRODUCT, Role.ADMIN) or not waiting
    if role not in STAFF:
        assert not any(showing.values()), showing
        return
    assert "idea" in showing["ylophone"]
    assert {"recordings", "recordedIdea", "recordedIdeas"} <= showing["tarmigan"] & showing["uagga"]
    assert "recordings" in showing["xolotl"]
    assert {"experiments", "node"} <= showing["ombat"]
    assert {"metrics", "metric", "node"} <= showing["uttlefish"]
    assert role is Role.ADMIN or not showing["numbat"], "An address is its member's and the admins'."


@pytest.mark.parametrize("role", [*Role, "author"])
async def test_a_draft_shows_to_its_author_only(role: Role | str, people: People, by_token: As) -> None:
    ann, cleo = await people.member("Ann"), await people.admin()
    draft = await people.does(ideas.save_draft, ann, KEY, writing("Moonlit rides", tags="Moonlit tag"))
    other = await people.idea(by=ann)
    comment, offer = await people.comment(by=ann, on=other), await people.offer(by=cleo, on=other)
    night = Night(ann, ann, cleo, cleo, draft, comment, offer)
    asker = await people.member("Dan", role) if isinstance(role, Role) and role is not Role.VISITOR else None
    client = await by_token(ann if role == "author" else asker)
    showing = [root for root in ROOTS if "oonlit" in await seen(client, night, root)]
    assert showing == (["idea", "node", "nodes", "viewer"] if role == "author" else [])


@pytest.mark.parametrize(
    ("mutation", "more"),
    [
        ("castVote", {}),
        ("withdrawVote", {}),
        ("followIdea", {}),
        ("unfollowIdea", {}),
        ("makeOffer", {"kind": "MAKE", "text": "Mine in red."}),
        ("stepDown", {}),
        ("writeComment", {"body": "I am here."}),
    ],
)
async def test_nothing_can_be_done_at_an_idea_that_cannot_be_seen(
    mutation: str, more: dict[str, str], night: Night, people: People, by_token: As
) -> None:
    await people.hide(night.idea)
    client = await by_token(night.ben)
    assert (await client.do(mutation, {"ideaId": night.idea_id, **more}))["__typename"] == "NotFound"


async def test_a_comment_below_an_idea_that_cannot_be_seen_is_not_there(
    night: Night, people: People, by_token: As
) -> None:
    said = await people.comment(by=night.ben, on=night.idea)
    await people.hide(night.idea)
    client, id = await by_token(night.ben), ids.encode("Comment", said.id)
    assert (await client.do("reviseComment", {"id": id, "body": "Else"}))["__typename"] == "NotFound"
    assert (await client.do("removeComment", {"id": id}))["__typename"] == "NotFound"
    offer = ids.encode("Offer", night.offer.id)
    assert (await client.do("takeBackOffer", {"id": offer}))["__typename"] == "NotFound"


@pytest.mark.parametrize("quadrant", Quadrant)
async def test_who_offers_what_is_read_by_whom_it_concerns(quadrant: Quadrant, people: People, by_token: As) -> None:
    ann, ben, cat = await people.member("Ann"), await people.member("Ben"), await people.member("Cat")
    shared = await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS)
    await people.does(offers.accept, ann, (await people.offer(by=cat, on=shared)).id)
    idea = await people.does(ideas.revise, ann, shared.id, writing(quadrant=quadrant), based_on=1)
    offer = await people.offer(by=ben, on=idea, text="Only in Velvet.")
    everybody = quadrant is Quadrant.CREATION_FOR_SELF
    question = f"""{{
      idea(id: "{ids.encode("Idea", idea.id)}") {{
        offerCounts {{ kind count }} offers(first: 9) {{ nodes {{ text }} }}
      }}
      node(id: "{ids.encode("Offer", offer.id)}") {{ ... on Offer {{ text }} }}
    }}"""
    for role in Role:
        asker = None if role is Role.VISITOR else await people.member(f"A {role}", role)
        answer = (await (await by_token(asker)).ask(question)).data
        assert str(answer).count("Velvet") == (2 if everybody or role in STAFF else 0), role
        assert {"kind": offers.CALLS[quadrant].name, "count": 1} in answer["idea"]["offerCounts"] or (
            quadrant is Quadrant.CREATION_WITH_OTHERS
            and answer["idea"]["offerCounts"] == [{"kind": "BUILD", "count": 2}]
        )
    for concerned in (ann, ben, cat):
        assert str((await (await by_token(concerned)).ask(question)).data).count("Velvet") == 2


# A field that not everybody may see, and who may: the member it is about ("self"), and roles.
WHO_MAY_SEE: dict[str, set[str]] = {
    "Member.email": {"self", Role.ADMIN},
    "Idea.key": {"self"},
    "Community.joinDomains": {Role.ADMIN},
}
ASKED = {
    "Member.email": '{ member(handle: "ann") { email } }',
    "Idea.key": '{ ideas(first: 1, filter: {author: "ann"}) { nodes { key } } }',
    "Community.joinDomains": "{ community { joinDomains } }",
}
SECRET = {"Member.email": "ann@people.example", "Idea.key": str(KEY), "Community.joinDomains": "moonlit.example"}


@pytest.mark.parametrize("field", WHO_MAY_SEE)
async def test_a_field_for_few_is_null_for_all_others(field: str, people: People, by_token: As) -> None:
    ann, cleo = await people.member("Ann"), await people.admin()
    await people.does(ideas.submit, ann, writing(), key=KEY)
    await people.shape(cleo, join_domains=["moonlit.example"])
    for role in Role:
        asker = None if role is Role.VISITOR else await people.member(f"A {role}", role)
        answer = await (await by_token(asker)).ask(ASKED[field])
        assert (SECRET[field] in str(answer.data)) is (role in WHO_MAY_SEE[field]), role
    answer = await (await by_token(ann)).ask(ASKED[field])
    assert (SECRET[field] in str(answer.data)) is ("self" in WHO_MAY_SEE[field])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_whatever_one_asks_no_one_elses_address_or_key_comes(
    role: Role, night: Night, people: People, by_token: As
) -> None:
    await people.shape(night.cleo, join_domains=["secret.example"])
    client = await by_token(None if role is Role.VISITOR else await people.member("Dan", role))
    for root in ROOTS:
        answer = (await seen(client, night, root)).replace("dan@people.example", "")
        assert "@people.example" not in answer
        assert str(KEY) not in answer
        assert "secret.example" not in answer


def _content(value: object) -> bool:
    """Say whether an answer holds anything but nothing: null, no rows, zero."""
    if isinstance(value, dict):
        plain = {name: each for name, each in value.items() if name not in ("__typename", "pageInfo", "quadrant")}
        return any(_content(each) for each in plain.values())
    if isinstance(value, list):
        return any(_content(each) for each in value)
    return bool(value)
