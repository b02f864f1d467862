"""Verifiers of others read what a running site issues: they accept all of it, and nothing that was changed or revoked.

They see the site's own documents and the contexts that ship with it; whatever else they ask for, nobody gives.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from domain import badges, credentials, database, recognition
from domain.badges import STARTERS
from domain.credentials.contexts import shipped
from domain.members import Role
from tests import experimenting
from tests.carrying import given, sign_all
from tests.conftest import HeldClock
from tests.interop.others import said_by, serving
from tests.people import People
from tests.thanking import about, aged, thanks

SITE, SECRET = "https://ideas.example", b"k"
MULTIKEY = "https://w3id.org/security/multikey/v1"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
DID = "https://www.w3.org/ns/did/v1"
WORDS_OF_KEYS = {
    "@context": {"@protected": True, "id": "@id", "type": "@type", "Multikey": "https://w3id.org/security#Multikey"}
}


async def issued(people: People, clock: HeldClock) -> dict[str, tuple[str, str]]:
    """Return every kind of badge there is as document and token, by its name in addresses."""
    ann, pia = await people.member("Ann Müller-Łukasz"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann, title="Benches “for everybody” – 駅")
    emil = await people.member("Emil", Role.EMPLOYEE)
    await experimenting.running(people, by=emil, second=pia, on=idea)
    found = {}
    for starter in STARTERS:
        shows = badges.Evidence(idea_id=idea.id)
        award = await given(people, ann, starter.slug, by=pia, evidence=shows)
        found[starter.slug] = award
    thanked = await aged(people, clock, await thanks(people, by=emil, to=[ann], about=about(idea)))
    found["a card"] = await people.does(recognition.carry, ann, thanked.id)
    await sign_all(people, secret=SECRET)
    async with database.reading(people.sessions) as session:
        rows = {slug: await credentials.of_award(session, award) for slug, award in found.items()}
    return {slug: (row.document or "", row.jwt or "") for slug, row in rows.items() if row}


async def verified(port: int, folder: Path, documents: list[str], tokens: list[str]) -> dict[str, list[str]]:
    """Return what each verifier says of each."""
    contexts = {**shipped(), MULTIKEY: WORDS_OF_KEYS, DID: WORDS_OF_KEYS}
    asked = {"site": SITE, "contexts": contexts, "documents": documents, "tokens": tokens}
    said = await said_by("node", "badges.mjs", str(port), folder=folder, given=json.dumps(asked))
    found: dict[str, list[str]] = json.loads(said.splitlines()[-1])
    return found


def tampered(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the place of each text of a document, and the document with that text changed."""
    for path in _leaves(document):
        changed: Any = deepcopy(document)
        inside = changed
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = _other(inside[path[-1]])
        yield ".".join(map(str, path)), json.dumps(changed)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, step))
    else:
        yield path


def _other(value: Any) -> Any:
    if not isinstance(value, str):
        return not value if isinstance(value, bool) else value + 1
    return (
        value.replace("2026", "2025")
        if value.startswith("2026-")
        else f"{value[:-1]}{'x' if value[-1] != 'x' else 'y'}"
    )


async def test_others_accept_all_that_is_issued_and_nothing_that_was_changed_or_taken_back(
    database_url: str, clock: HeldClock, people: People, folder: Path
) -> None:
    made = await issued(people, clock)
    assert set(made) == {"a card", *(starter.slug for starter in STARTERS)}
    first = json.loads(made["tested"][0])
    changes = dict(tampered(first))
    tokens = [token for _document, token in made.values()]
    head, body, signature = tokens[0].split(".")
    broken = [
        f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{signature}",
        f"{head}.{body}.{signature[::-1]}",
    ]
    async with serving(database_url, clock, SITE) as port:
        good = await verified(port, folder, [document for document, _token in made.values()], tokens + broken)
        bad = await verified(port, folder, list(changes.values()), [])
        async with database.reading(people.sessions) as session:
            award = await badges.named(session, first["id"].rpartition("/")[2])
        pia = await people.member("Paul", Role.PRODUCT)
        await people.does(badges.revoke, pia, award.name, reason="It was meant for somebody else.")
        gone = await verified(port, folder, [made["tested"][0], made["closer"][0]], [])
    for verifier in ("core", "bazaar"):
        assert good[verifier] == ["good"] * len(made), verifier
        accepted = [place for place, said in zip(changes, bad[verifier], strict=True) if said == "good"]
        assert accepted == [], verifier
        assert gone[verifier] == ["revoked", "good"], verifier
    assert good["jose"] == ["good"] * len(made) + ["bad", "bad"]
    assert good["refused"] == [SCHEMA], "nothing elsewhere is needed: that they can't have this changes nothing"
    assert len(changes) > 30
