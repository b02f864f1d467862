"""A badge that a stranger makes in our name and brings to the page that looks at badges."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from domain.credentials.multikeys import multikey
from domain.credentials.proofs import signed
from domain.members import Member
from tests.carrying import given, sign_all
from tests.people import People
from tests.web.browser import ADDRESS
from tests.web.conftest import Browsing


@pytest.mark.parametrize(
    ("listed", "says"), [(False, "As far as can be seen from here"), (True, "on which it can’t stand")]
)
async def test_a_badge_in_our_name_by_a_stranger_is_never_green(
    listed: bool, says: str, app: FastAPI, people: People, pia: Member, browsing: Browsing
) -> None:
    award = await given(people, await people.member("Ann"), by=pia)
    await sign_all(people, address=ADDRESS, secret=b"a key for tests")
    stranger = await browsing(app)
    whole = json.loads((await stranger.get(f"{award.path}.json")).content)
    eve = Ed25519PrivateKey.generate()
    did = f"did:key:{multikey(eve.public_key())}"
    left_out = ("proof",) if listed else ("proof", "credentialStatus")
    bare = {name: said for name, said in whole.items() if name not in left_out}
    bare["issuer"] |= {"id": did}
    body = json.dumps(signed(bare, eve, f"{did}#{did[8:]}", datetime(2026, 1, 1, tzinfo=UTC)))
    sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": body})
    assert says in sent.text
    assert '<h2 id="found">This badge holds' not in sent.text
    assert "It says that it comes from “" in sent.text
    assert "Whose it is, nobody can say" in sent.text
