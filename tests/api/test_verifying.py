"""Over GraphQL anybody looks at a badge as on the page: what holds, what doesn't, and clear words for what is none."""

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from api import verifying
from domain import badges, credentials, members
from domain.badges import Family
from domain.credentials.baking import KEYWORD, _chunk
from domain.credentials.multikeys import multikey
from domain.credentials.proofs import signed as proven
from domain.credentials.use_cases.looking import LOOKS_MOST, LOOKS_PER
from domain.members import Member, Scope
from tests.api.asking import ADDRESS, Answer, Client
from tests.api.conftest import SECRET, As
from tests.carrying import given, signed
from tests.people import People
from web import badge_art

LOOK = """query($credential: String, $file: String) { badgeVerification(credential: $credential, file: $file) {
    outcome says isIssuerKnown issuer name looks { about outcome code named says } } }"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
PICTURE = badge_art._png("first-spark", Family.IDEAS, None, None, 64)


class Brought:
    """A badge of ours as Ann has it: its award's name, the document, and the token."""

    def __init__(self, name: Any, document: str, jwt: str) -> None:
        self.name, self.document, self.jwt = name, document, jwt


@pytest.fixture
async def brought(people: People) -> Brought:
    award = await given(people, await people.member("Ann"))
    made = await signed(people, award, secret=SECRET.encode(), address=ADDRESS)
    assert made.document
    assert made.jwt
    return Brought(award.name, made.document, made.jwt)


async def _looked(client: Client, credential: str | None = None, file: bytes | None = None) -> Answer:
    sent = {"credential": credential, "file": b64encode(file).decode() if file is not None else None}
    return await client.ask(LOOK, sent)


def _codes(answer: Answer) -> dict[str, str]:
    return {each["about"]: each["code"] for each in answer.only["looks"]}


def _refusal(answer: Answer) -> tuple[str, str, str]:
    (problem,) = answer.body["errors"][0]["extensions"]["problems"]
    return problem["path"][0], problem["code"], problem["message"]


def _forms(brought: Brought) -> Iterator[tuple[str | None, bytes | None]]:
    for text in (brought.document, brought.jwt):
        yield text, None
        yield credentials.bake_svg(DRAWING, text), None
        for file in (text.encode(), credentials.bake_png(PICTURE, text)):
            yield None, file


async def test_one_of_ours_holds_in_each_form_whoever_asks(people: People, brought: Brought, by_token: As) -> None:
    askers = [await by_token(), await by_token(await people.member("Ben"), Scope.READ)]
    for number, (credential, file) in enumerate(_forms(brought)):
        found = (await _looked(askers[number % 2], credential, file)).only
        assert (found["outcome"], found["says"]) == ("GOOD", "This badge holds"), number
        assert found["isIssuerKnown"]
        assert [each["about"] for each in found["looks"]] == [
            "SIGNATURE",
            "ISSUER",
            "REVOCATION",
            "EXPIRY",
            "SCHEMA",
            "LOSSLESS",
        ]
        assert {each["code"] for each in found["looks"]} >= {"SIGNED", "OURS", "NOT_REVOKED"}


async def test_a_file_goes_before_what_is_said_beside_it(brought: Brought, by_token: As) -> None:
    assert (await _looked(await by_token(), "hello", brought.document.encode())).only["outcome"] == "GOOD"


async def test_what_was_taken_back_says_so_at_once(people: People, brought: Brought, by_token: As) -> None:
    giver = await people.admin()
    await people.does(badges.revoke, giver, brought.name, reason="It was meant for another Ann.")
    found = await _looked(await by_token(), brought.jwt)
    assert (found.only["outcome"], _codes(found)["REVOCATION"]) == ("BAD", "REVOKED")


async def test_a_badge_of_a_strangers_key_is_its_own_word(brought: Brought, by_token: As) -> None:
    eve, document = Ed25519PrivateKey.generate(), json.loads(brought.document)
    did = f"did:key:{multikey(eve.public_key())}"
    bare = {name: said for name, said in document.items() if name not in ("proof", "credentialStatus")}
    bare["issuer"] |= {"id": did}
    foreign = proven(bare, eve, f"{did}#{did[8:]}", datetime(2026, 1, 1, tzinfo=UTC))
    found = (await _looked(await by_token(), json.dumps(foreign))).only
    assert (found["outcome"], found["isIssuerKnown"]) == ("UNKNOWN", False)
    assert found["says"] == "As far as can be seen from here, this badge holds"
    issuer = next(each for each in found["looks"] if each["about"] == "ISSUER")
    assert (issuer["code"], issuer["named"]) == ("ITS_KEY", did)
    assert issuer["says"] == f"Its issuer is nothing but this key. Whose it is, nobody can say: {did}"


async def test_a_broken_signature_and_a_list_elsewhere_are_found_out(brought: Brought, by_token: As) -> None:
    client, document = await by_token(), json.loads(brought.document)
    renamed = {**document, "name": "Another badge"}
    elsewhere = {**document["credentialStatus"], "statusListCredential": "https://else.example/list"}
    head, payload, signature = brought.jwt.split(".")
    torn = f"{head}.{payload}.{signature[:-8]}{'A' * 8}"
    for sent, code in (
        (json.dumps(renamed), "CHANGED"),
        (json.dumps({**document, "credentialStatus": elsewhere}), "CHANGED"),
        (torn, "CHANGED"),
    ):
        found = await _looked(client, sent)
        assert found.only["outcome"] == "BAD"
        assert _codes(found)["SIGNATURE"] == code
    found = await _looked(client, json.dumps({**document, "credentialStatus": elsewhere}))
    look = next(each for each in found.only["looks"] if each["about"] == "REVOCATION")
    assert (look["outcome"], look["code"], look["named"]) == ("UNKNOWN", "LIST_ELSEWHERE", "https://else.example/list")


async def test_what_is_no_badge_is_refused_in_words(people: People, by_token: As) -> None:
    client = await by_token()
    bomb = _chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"x" * 50_000_000))
    hostile = PICTURE[:33] + bomb + PICTURE[33:]
    for credential, file, field, code, says in (
        (None, None, "credential", "EMPTY", "There was nothing to look at."),
        ("hello", None, "credential", "UNREADABLE", "This holds no badge that we can read"),
        ('{"a": ', None, "credential", "NOT_JSON", "is no whole JSON"),
        ('{"a": "' + "x" * 70_000 + '"}', None, "credential", "TOO_LARGE", "This is larger than any badge has to be"),
        (None, b"\xff\xfe", "file", "UNREADABLE", "This holds no badge that we can read"),
        (None, hostile, "file", "UNREADABLE", "This holds no badge that we can read"),
    ):
        found = _refusal(await _looked(client, credential, file))
        assert found[:2] == (field, code), found
        assert says in found[2]
    odd = _refusal(await client.ask(LOOK, {"file": "not base64!"}))
    assert odd == ("file", "NOT_BASE64", "This file isn’t written in base64.")


async def test_what_does_not_fit_into_a_question_is_refused_before_it_is_read(by_token: As) -> None:
    client = await by_token()
    for size, says in ((300_000, "A request can have 256 KB at most."), (50_000_000, "more than fits")):
        answer = await client.http.post("/graphql", json={"query": LOOK, "variables": {"file": "A" * size}})
        assert answer.status_code == 413
        assert says in answer.text


async def test_what_takes_too_long_is_refused_before_the_question_is(
    brought: Brought, by_token: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "SECONDS", 0.01)
    found = _refusal(await _looked(await by_token(), brought.document))
    assert found[1:] == ("TOO_MUCH", "Looking at this would take more work than any badge should. We stopped.")


async def test_page_and_program_count_together(app: FastAPI, people: People, by_token: As, by_cookie: As) -> None:
    program, script = await by_token(), await by_cookie()
    for _ in range(LOOKS_MOST - 1):
        await people.does(members.spend, "verify:127.0.0.1", LOOKS_MOST, LOOKS_PER)
    page = await script.http.get("/verify")
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    sent = await script.http.post("/verify", data={"csrf": token[1], "credential": "hello"})
    assert sent.status_code == 422
    answer = await _looked(program, "hello")
    assert answer.code == "TOO_MANY"
    assert answer.body["errors"][0]["extensions"]["retryAfter"] <= LOOKS_PER.total_seconds()


async def test_one_question_looks_at_one_badge(by_token: As) -> None:
    two = '{ a: badgeVerification(credential: "x") { says } b: badgeVerification(credential: "y") { says } }'
    assert (await (await by_token()).ask(two)).code == "COST_TOO_HIGH"


async def test_it_is_said_in_the_language_of_who_asks(people: People, brought: Brought, by_token: As) -> None:
    gerda: Member = await people.member("Gerda", language="de")
    found = (await _looked(await by_token(gerda), brought.document)).only
    assert found["says"] == "Dieses Abzeichen ist gültig"
    says = "Es wurde mit dem Schlüssel unterschrieben, den es nennt, und seither nicht geändert."
    assert found["looks"][0]["says"] == says
