"""A badge that was given is signed in the background, and holds wherever it is taken."""

import json
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import RSAKey
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3Verifier

from domain import badges, community, credentials, database
from domain.community import Reading
from domain.credentials import About, KeyKind, Look, Outcome
from domain.credentials.canonical import Lossy
from domain.credentials.contexts import OPEN_BADGES
from domain.credentials.multikeys import public_key
from domain.credentials.statuses import is_set
from domain.credentials.use_cases import issuing
from domain.credentials.verifying import looked_at
from domain.experiments import Advice, ConclusionKind
from domain.members import Member
from domain.paging import Slice
from tests import experimenting
from tests.carrying import ADDRESS, SECRET, WHY, given, sign_all, signed
from tests.people import People


async def seen(people: People, text: str | None) -> list[Look]:
    """Return the looks at a badge that isn't good in every way."""
    async with database.reading(people.sessions) as session:
        here = await credentials.issuer(session, ADDRESS)
        found = looked_at((text or "").encode(), await credentials.ours(session, here))
        return [look for look in (await credentials.completed(session, here, found)).looks if look.outcome != "good"]


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def test_a_badge_holds_as_document_and_as_token(people: People, ann: Member, pia: Member) -> None:
    idea = await people.idea(by=ann)
    award = await given(people, ann, by=pia, evidence=badges.Evidence(idea_id=idea.id))
    made = await signed(people, award)
    assert await seen(people, made.document) == []
    assert await seen(people, made.jwt) == []
    document = json.loads(made.document or "")
    assert document["@context"][1] == OPEN_BADGES
    assert document["evidence"][0]["id"] == f"{ADDRESS}{idea.path}"
    assert document["credentialSubject"]["narrative"] == WHY
    assert document["issuer"]["id"] == "did:web:ideas.example"
    assert "ann" not in json.dumps(document["credentialSubject"]["identifier"])


async def test_openbadgeslib_accepts_what_is_issued(people: People, ann: Member) -> None:
    award = await given(people, ann)
    made = await signed(people, award)
    assert made.document
    assert made.jwt
    document = json.loads(made.document)
    name = document["proof"][0]["verificationMethod"].partition("#")[2]
    pem = public_key(name).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert OB3LdpVerifier(pem).verify(made.document)
    async with database.reading(people.sessions) as session:
        (key,) = await credentials.published(session, KeyKind.RSA)
    assert key.jwk
    assert OB3Verifier(RSAKey.import_key(key.jwk).as_pem(private=False)).verify(made.jwt)
    drawn = credentials.bake_svg("<svg xmlns='http://www.w3.org/2000/svg'></svg>", made.document)
    assert OB3Verifier.extract_token_from_svg(drawn.encode()) == made.document


async def test_one_that_cannot_be_signed_holds_up_none_of_the_others_and_is_signed_later(
    people: People, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = issuing._both

    def refuses(bare: dict[str, Any], *more: Any) -> tuple[str, str]:
        if bare["id"].endswith(str(bad.name)):
            raise Lossy(["something that a proof would not cover"])
        return whole(bare, *more)

    bad, good = await given(people, ann), await given(people, ann, "builder")
    monkeypatch.setattr(issuing, "BATCH", 1)
    monkeypatch.setattr(issuing, "_both", refuses)
    assert await sign_all(people) == 1
    async with database.reading(people.sessions) as session:
        assert await credentials.of_award(session, bad) is None
        assert await credentials.of_award(session, good) is not None
    monkeypatch.setattr(issuing, "_both", whole)
    assert await seen(people, (await signed(people, bad)).document) == []


async def test_what_is_signed_is_never_signed_again(people: People, ann: Member) -> None:
    award = await given(people, ann)
    first = await signed(people, award)
    await people.shape(await people.admin(), name="Another name")
    assert (await signed(people, award)).document == first.document


async def test_a_badge_that_was_taken_back_is_found_out_at_once(people: People, ann: Member, pia: Member) -> None:
    award = await given(people, ann, by=pia)
    made = await signed(people, award)
    await people.does(badges.revoke, pia, award.name, reason="It was meant for another Ann.")
    assert [look.code for look in await seen(people, made.document)] == ["revoked"]
    assert [look.code for look in await seen(people, made.jwt)] == ["revoked"]
    async with database.reading(people.sessions) as session:
        make = await credentials.status_list(session, made.list_id, ADDRESS, SECRET)
    listed = json.loads(make())
    assert is_set(listed["credentialSubject"]["encodedList"], made.index)
    assert not is_set(listed["credentialSubject"]["encodedList"], (made.index + 1) % 131_072)
    name = listed["proof"][0]["verificationMethod"].partition("#")[2]
    ours = credentials.Ours("did:web:ideas.example", frozenset({name}))
    assert looked_at(json.dumps(listed).encode(), ours).looks[0] == Look(About.SIGNATURE, Outcome.GOOD, "signed")


async def test_new_keys_leave_old_badges_valid(people: People, ann: Member) -> None:
    before = await signed(people, await given(people, ann))
    await people.does(credentials.rotate, await people.admin())
    after = await signed(people, await given(people, ann, "builder"))
    assert await seen(people, before.document) == await seen(people, before.jwt) == []
    assert await seen(people, after.document) == await seen(people, after.jwt) == []
    async with database.reading(people.sessions) as session:
        names = [key.name for key in await credentials.published(session, KeyKind.ED25519)]
    assert len(set(names)) == 2
    assert names[0] in (after.document or "")
    assert names[1] in (before.document or "")


async def test_keys_that_cannot_be_opened_are_replaced_and_stay_published(people: People, ann: Member) -> None:
    before = await signed(people, await given(people, ann))
    after = await signed(people, await given(people, ann, "builder"), secret=b"another secret, as after a move")
    assert await seen(people, before.document) == await seen(people, after.document) == []


async def test_keys_rest_locked(people: People, ann: Member) -> None:
    await signed(people, await given(people, ann))
    async with database.reading(people.sessions) as session:
        for key in [each for kind in KeyKind for each in await credentials.published(session, kind)]:
            assert b"PRIVATE" not in key.sealed
            with pytest.raises(credentials.Locked):
                credentials.opened(key.sealed, b"a guess", key.name)
            assert credentials.opened(key.sealed, SECRET, key.name)


async def test_evidence_that_not_everybody_may_see_stays_out(people: People, ann: Member, pia: Member) -> None:
    idea = await people.idea(by=ann)
    award = await given(people, ann, by=pia, evidence=badges.Evidence(idea_id=idea.id))
    await people.hide(idea)
    assert "evidence" not in json.loads((await signed(people, award)).document or "")
    await people.shape(await people.admin(), reading=Reading.MEMBERS)
    other = await people.idea(by=ann)
    kept = await given(people, ann, "builder", by=pia, evidence=badges.Evidence(idea_id=other.id))
    assert "evidence" not in json.loads((await signed(people, kept)).document or "")


async def test_an_honest_failure_shows_its_idea_its_verdict_and_its_card_in_the_language_of_the_house(
    people: People,
) -> None:
    await people.does(badges.seed)
    emil, pia = await experimenting.crew(people)
    idea = await people.idea(by=await people.member("Iris"), title="Benches")
    experiment = await experimenting.running(people, by=emil, second=pia, on=idea)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    ended = await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    await people.hear()
    await sign_all(people, translator=lambda _language: "«{}»".format)
    async with database.reading(people.sessions) as session:
        held = {each.badge.slug: each for each in (await badges.mine(session, emil, Slice(50))).items}
        made = await credentials.of_award(session, held["honest-fast-failure-1"])
    assert made
    document = json.loads(made.document or "")
    pages = [idea.path, f"/experiments/{experiment.id}", f"/learning/{ended.card.id}"]
    assert [each["id"].removeprefix(ADDRESS) for each in document["evidence"]] == pages
    assert await seen(people, made.document) == await seen(people, made.jwt) == []
    assert [each["name"] for each in document["evidence"]] == [
        "«Benches»",
        f"«The verdict on “{experiment.title}”»",
        f"«The learning card “{experiment.title}”»",
    ]
    assert document["credentialSubject"]["narrative"] == f"«{held['honest-fast-failure-1'].because}»"


async def test_the_documents_of_somebody_who_left_are_gone_and_copies_stay_valid(people: People, ann: Member) -> None:
    award = await given(people, ann)
    made = await signed(people, award)
    waiting = await given(people, ann, "builder")
    await people.leave(ann)
    async with database.reading(people.sessions) as session:
        found = await credentials.of_award(session, award)
        assert found
        assert (found.document, found.jwt, found.index) == (None, None, made.index)
        assert (await badges.named(session, award.name)).because == ""
    assert await sign_all(people) == 0
    assert await seen(people, made.document) == []
    async with database.reading(people.sessions) as session:
        assert await credentials.of_award(session, waiting) is None


async def test_places_are_drawn_by_chance_and_never_twice(people: People, ann: Member, pia: Member) -> None:
    for slug in ("first-spark", "builder", "tested", "bridge", "closer"):
        award = await given(people, ann, slug, by=pia)
    await signed(people, award)
    async with database.reading(people.sessions) as session:
        page = await badges.mine(session, ann, Slice(50))
        found = [await credentials.of_award(session, each) for each in page.items]
    places = [each.index for each in found if each]
    assert len(set(places)) == 5
    assert max(places) > 100  # one after the other they would be the first five
    assert isinstance(award.name, UUID)


async def test_a_community_without_keys_has_none_to_publish_and_no_list(people: People) -> None:
    async with database.reading(people.sessions) as session:
        assert await credentials.published(session, KeyKind.ED25519) == []
        assert await community.exists(session)
        assert credentials.did_document(await credentials.issuer(session, ADDRESS), [])["assertionMethod"] == []
