"""Everything that is issued has exactly the shape that Open Badges 3.0 asks for, as document and as token."""

import base64
import json
from copy import deepcopy
from typing import Any

import pytest

from domain import badges, credentials, database, recognition
from domain.badges import STARTERS
from domain.members import Member, Role
from tests.carrying import ADDRESS, SECRET, given, signed
from tests.conftest import HeldClock
from tests.domain.credentials.strictness import CLAIMS, strays
from tests.people import People
from tests.thanking import about, aged, thanks


def told(token: str) -> Any:
    """Return what a JWT holds."""
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


async def test_all_badges_there_are_have_the_shape_that_is_asked_for(
    people: People, pia: Member, clock: HeldClock
) -> None:
    ann, emil = await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)
    idea = await people.idea(by=ann)
    shows = badges.Evidence(idea_id=idea.id)
    awards = [await given(people, ann, each.slug, by=pia, evidence=shows) for each in STARTERS]
    public = await aged(people, clock, await thanks(people, by=emil, to=[ann], about=about(idea)))
    private = await aged(people, clock, await thanks(people, by=emil, to=[ann], visibility="private"))
    awards += [await people.does(recognition.carry, ann, card.id) for card in (public, private)]
    for award in awards:
        made = await signed(people, award)
        assert list(strays(json.loads(made.document or ""))) == [], award.badge.slug
        assert list(strays(told(made.jwt or ""), CLAIMS)) == [], award.badge.slug


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("@context",), ["https://www.w3.org/ns/credentials/v2"] * 2),
        (("type",), "OpenBadgeCredential"),
        (("validFrom",), "2026-02-02"),
        (("issuer", "id"), "ideas.example"),
        (("credentialSubject", "achievement", "criteria"), "Wrote it."),
        (("credentialSubject", "achievement", "description"), ""),
        (("credentialSubject", "identifier"), {}),
        (("credentialSubject", "mood"), "fine"),
        (("credentialStatus", "statusListIndex"), 7),
        (("proof",), {}),
    ],
)
async def test_what_has_another_shape_is_found_out(
    people: People, pia: Member, path: tuple[str, ...], value: object
) -> None:
    made = await signed(people, await given(people, await people.member("Ann"), by=pia))
    document = json.loads(made.document or "")
    changed = deepcopy(document)
    inside = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    assert list(strays(document)) == []
    assert list(strays(changed)) != []


async def test_the_list_of_what_was_taken_back_has_its_shape_too(people: People, pia: Member) -> None:
    made = await signed(people, await given(people, await people.member("Ann"), by=pia))
    async with database.reading(people.sessions) as session:
        make = await credentials.status_list(session, made.list_id, ADDRESS, SECRET)
    listed = json.loads(make())
    assert listed["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert listed["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert listed["credentialSubject"]["type"] == "BitstringStatusList"
    assert listed["credentialSubject"]["statusPurpose"] == "revocation"
    assert listed["credentialSubject"]["encodedList"].startswith("u")
    assert listed["id"] == json.loads(made.document or "")["credentialStatus"]["statusListCredential"]
    assert [proof["proofPurpose"] for proof in listed["proof"]] == ["assertionMethod"]
