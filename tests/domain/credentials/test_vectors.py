"""What others have published of the standard, to be met to the byte."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from domain.credentials import Ours, Outcome
from domain.credentials.canonical import canonical
from domain.credentials.contexts import CREDENTIALS, OPEN_BADGES, Loader, shipped
from domain.credentials.multikeys import base58, multikey, public_key, unbase58
from domain.credentials.proofs import bears, signed, to_sign
from domain.credentials.statuses import is_set
from domain.credentials.verifying import looked_at

VECTORS = Path(__file__).parent / "vectors"
# Of the implementation guide of Open Badges 3.0: a seed, what is signed with it, and what comes of it.
SEED = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4"
ISSUER = "https://example.edu/issuers/565049"
TEAMWORK: dict[str, Any] = {
    "@context": [CREDENTIALS, OPEN_BADGES],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "url": "https://www.imsglobal.org", "name": "Example Corp"},
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review by"
                " Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group"
            " environment.",
            "name": "Teamwork",
        },
    },
}
DOCUMENT_HASH = "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
PROOF_HASH = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"
SIGNATURE = (
    "f7a017acf7d27983267ec362657c0fb08e955549f49dac5bf36a03c4f2c3a4f1"
    "e3738a6c5ecd7ffba7135cb9cd754e6196f4b73082ea8df8e703c8ecd4333503"
)
PROOF_VALUE = "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
# Of W3C's vc-di-eddsa: a credential in other words, under a context of examples.
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
ALUMNI: dict[str, Any] = {
    "@context": [CREDENTIALS, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
ALUMNI_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
ALUMNI_PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{ALUMNI_KEY}#{ALUMNI_KEY}",
    "proofPurpose": "assertionMethod",
    "proofValue": "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme",
}


def test_the_vector_of_the_implementation_guide_is_met_to_the_byte() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED))
    method = f"{ISSUER}#{multikey(key.public_key())}"
    assert method.endswith("#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
    assert hashlib.sha256(canonical(TEAMWORK)).hexdigest() == DOCUMENT_HASH
    made = signed(TEAMWORK, key, method, datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC))
    (proof,) = made["proof"]
    assert to_sign(TEAMWORK, proof).hex() == PROOF_HASH + DOCUMENT_HASH
    assert proof["proofValue"] == PROOF_VALUE
    assert unbase58(PROOF_VALUE[1:]).hex() == SIGNATURE
    assert base58(bytes.fromhex(SIGNATURE)) == PROOF_VALUE[1:]


def test_the_vector_of_w3c_holds_under_its_own_context() -> None:
    known = {**shipped(), EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}
    assert bears(ALUMNI, ALUMNI_PROOF, public_key(ALUMNI_KEY), known)
    assert not bears({**ALUMNI, "name": "Another"}, ALUMNI_PROOF, public_key(ALUMNI_KEY), known)
    found = looked_at(json.dumps({**ALUMNI, "proof": ALUMNI_PROOF}).encode(), Ours()).looks[0]
    assert (found.outcome, found.code, found.named) == (Outcome.UNKNOWN, "context_elsewhere", EXAMPLES)


TEXT = st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=40)


@given(name=TEXT, criteria=TEXT, narrative=TEXT, evidence=st.lists(TEXT, max_size=3))
def test_canonical_form_is_what_the_library_finds_the_long_way(
    name: str, criteria: str, narrative: str, evidence: list[str]
) -> None:
    subject = TEAMWORK["credentialSubject"]
    achievement = {**subject["achievement"], "name": name, "criteria": {"narrative": criteria}}
    document = {**TEAMWORK, "credentialSubject": {**subject, "achievement": achievement, "narrative": narrative}}
    document["evidence"] = [{"type": ["Evidence"], "name": each} for each in evidence]
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": Loader(shipped())}
    assert canonical(document) == jsonld.normalize(document, options).encode()


def test_a_context_of_another_loader_is_not_taken_for_the_one_that_ships() -> None:
    changed = json.loads(json.dumps(shipped()[OPEN_BADGES]).replace("vc/ob/vocab.html#", "another#"))
    assert changed != shipped()[OPEN_BADGES]
    before = canonical(TEAMWORK)
    assert b"another#" in canonical(TEAMWORK, {**shipped(), OPEN_BADGES: changed})
    assert canonical(TEAMWORK) == before


def test_many_threads_find_the_same() -> None:
    documents = [{**TEAMWORK, "name": f"Badge {number}"} for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(canonical, documents)) == [canonical(each) for each in documents]


# Samples of 1EdTech's own validator, with what is said of signature, issuer, revocation, expiry, form and words.
SAMPLES = {
    "simple.json": "good unknown good good good good",
    "complete.json": "good unknown unknown good good good",
    "simple-context-alias.json": "good unknown good good good good",
    "simple-did-key-method.json": "good unknown good good good good",
    "simple-multiple-proofs.json": "good unknown good good good good",
    "credential-status-revoked.json": "good unknown unknown good good good",
    "simple-err-expired.json": "good unknown good bad good good",
    "simple-err-issuer.json": "good bad good good bad good",
    "simple-err-issued.json": "good unknown good bad bad good",
    "simple-err-proof-value.json": "bad unknown good good good good",
    "simple-err-type.json": "bad unknown good good bad bad",
    "simple-noproof.json": "bad unknown good good bad unknown",
    "simple-json.png": "good unknown good good good good",
    "simple-json.svg": "good unknown good good good good",
    "simple-jwt.png": "good unknown good good good good",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_of_the_official_validator_are_seen_through(name: str) -> None:
    found = looked_at((VECTORS / name).read_bytes(), Ours())
    assert " ".join(look.outcome for look in found.looks) == SAMPLES[name], found


def test_the_official_status_list_has_one_bit_set() -> None:
    listed = json.loads((VECTORS / "testlist").read_text())["credentialSubject"]["encodedList"]
    assert [place for place in (0, 22, 23, 24, 131_071) if is_set(listed, place)] == [23]
    with pytest.raises(IndexError):
        is_set(listed, 131_072)
