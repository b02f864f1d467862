"""Badges that somebody forges: whoever can sign anything at all still can't sign in the name of somebody else."""

import base64
import json
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.credentials import Ours
from domain.credentials.documents import Issuer, Recipient, Said, claims, credential
from domain.credentials.keys import fresh_rsa, jwt, public_jwk
from domain.credentials.multikeys import base58, multikey
from domain.credentials.proofs import signed, to_sign
from domain.credentials.verifying import looked_at

HERE = Issuer("https://ideas.example", "Velora")
MOMENT = datetime(2026, 2, 2, 11, tzinfo=UTC)
WHOLE = credential(
    HERE,
    Said("first-spark", 1, "First Spark", "The first idea is the hardest one.", "Published a first idea."),
    Recipient("urn:uuid:f8272e6e-16af-4e50-8cdd-9c370e1b2fbc", "b8fd", "ann@people.example"),
    name="d9c0d201-0513-4c43-b4bb-4dc807c7871c",
    earned_at=MOMENT,
    because="Wrote it down.",
    evidence={},
    list_number=1,
    index=7,
)
# Without a status, nothing but the issuer could be unknown.
BARE = {name: value for name, value in WHOLE.items() if name != "credentialStatus"}
KEY, RSA = Ed25519PrivateKey.from_private_bytes(bytes(range(32))), fresh_rsa()
OURS = Ours(HERE.did, frozenset({multikey(KEY.public_key())}), {HERE.jwk("ours"): public_jwk(RSA)})
EVE, VIC = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
EVE_EC, VIC_EC, EVE_RSA = ECKey.generate_key("P-256"), ECKey.generate_key("P-256"), RSAKey.generate_key(2048)


def did(key: Ed25519PrivateKey | ECKey) -> str:
    """Return a key as the name of an issuer."""
    if isinstance(key, Ed25519PrivateKey):
        return f"did:key:{multikey(key.public_key())}"
    point = key.public_key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return f"did:key:z{base58(bytes([0x80, 0x24]) + point)}"


EVES, VICS, OUR_METHOD = did(EVE), did(VIC), HERE.method(multikey(KEY.public_key()))


def of(issuer: str, **more: Any) -> dict[str, Any]:
    """Return a badge that names this issuer, and calls itself as we are called."""
    return {**BARE, "issuer": {**BARE["issuer"], "id": issuer}, **more}


def okp(key: Ed25519PrivateKey) -> OKPKey:
    return OKPKey.import_key(key)


def half(key: Any) -> dict[str, Any]:
    made: dict[str, Any] = key.as_dict(private=False)
    return made


def token(header: dict[str, Any], payload: dict[str, Any], key: Any) -> str:
    registry = jws.JWSRegistry(algorithms=["RS256", "ES256", "EdDSA"], strict_check_header=False)
    registry.max_header_length = 4_000
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return jws.serialize_compact(header, json.dumps(payload), key, registry=registry)


def eves_token(payload: dict[str, Any], **header: Any) -> str:
    """Return what Eve signs, with the key that she brings."""
    return token({"alg": "ES256", "jwk": half(EVE_EC), **header}, payload, EVE_EC)


def seen(body: Any, at: datetime = MOMENT) -> dict[str, tuple[str, str]]:
    text = body if isinstance(body, str) else json.dumps(body)
    found = looked_at(text.encode(), OURS, at)
    assert found.looks or found.refused
    return {look.about.value: (look.outcome.value, look.code) for look in found.looks}


def swapped(header: dict[str, Any]) -> str:
    """Return a token of Eve's under another head than the one that she signed."""
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return ".".join([head, *eves_token(claims(of("https://else.example"))).split(".")[1:]])


def in_vc(document: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"iss": document["issuer"]["id"], "jti": document["id"], "vc": document, **more}


TIMES = {"nbf": int(MOMENT.timestamp())}
FORGED: dict[str, Any] = {
    "a did:key of another, with the key brought along": eves_token(claims(of(VICS))),
    "the same for a P-256 key": eves_token(claims(of(did(VIC_EC)))),
    "the same within a vc claim": eves_token(in_vc(of(VICS), **TIMES)),
    "the same without iss": eves_token({"vc": of(VICS)}),
    "the issuer as a text": eves_token({**BARE, "issuer": VICS}),
    "a kid of the victim": eves_token(claims(of(VICS)), kid=f"{VICS}#{VICS[8:]}"),
    "a kid of her own": token({"alg": "EdDSA", "kid": f"{EVES}#{EVES[8:]}"}, claims(of(VICS)), okp(EVE)),
    "a kid of her own, and a key": eves_token(claims(of(VICS)), kid=did(EVE_EC)),
    "a kid of ours": eves_token(claims(of(VICS)), kid=OUR_METHOD),
    "an address of our key": eves_token(claims(of(VICS)), kid=HERE.jwk("ours")),
    "an address of ours where no key is": eves_token(claims(of("https://else.example")), kid=HERE.jwk("none")),
    "our name": eves_token(claims(of(HERE.did))),
    "our name and a key’s address": eves_token(claims(of(HERE.did)), kid=HERE.jwk("ours")),
    "our name and a method": eves_token(claims(of(HERE.did)), kid=OUR_METHOD),
    "our name as a text": eves_token({**BARE, "issuer": HERE.did}, kid=HERE.jwk("ours")),
    "our name in capitals": eves_token(claims(of(HERE.did.upper()))),
    "our name in other letters": eves_token(claims(of("did:web:ideas%2Eexample"))),
    "our name with a part": eves_token(claims(of(HERE.did + "#owner"))),
    "our address": eves_token(claims(of("https://ideas.example/ob/issuer"))),
    "our address with a port": eves_token(claims(of("https://Ideas.example:443/ob/issuer"))),
    "iss is ours, the badge’s issuer is not": eves_token({**claims(of(EVES)), "iss": HERE.did}),
    "iss is not ours, the badge’s issuer is": eves_token({**claims(of(HERE.did)), "iss": EVES}),
    "another subject": eves_token({**claims(of("https://else.example")), "sub": "urn:uuid:else"}),
    "a list of issuers": eves_token({**BARE, "issuer": [HERE.did, VICS]}),
    "a badge twice": eves_token({**claims(of("https://else.example")), "vc": of("https://else.example")}),
    "a badge in a vc claim, beside a presentation": eves_token({"vc": of("https://else.example"), "vp": {}}),
    "a presentation": eves_token(
        {"iss": EVES, "vp": {"type": "VerifiablePresentation", "verifiableCredential": [WHOLE]}}
    ),
    "a presentation as JSON": signed(
        {"@context": BARE["@context"], "type": ["VerifiablePresentation"], "verifiableCredential": [BARE]},
        EVE,
        f"{EVES}#{EVES[8:]}",
        MOMENT,
    ),
    "no signature": ".".join([*eves_token(claims(of(VICS))).split(".")[:2], ""]),
    "a key of another kind than alg": swapped({"alg": "RS256", "jwk": half(EVE_EC)}),
    "a key that signs nothing": swapped({"alg": "EdDSA", "jwk": half(OKPKey.generate_key("X25519"))}),
    "a curve of another length": swapped({"alg": "ES256", "jwk": half(ECKey.generate_key("P-384"))}),
    "a key that is none": swapped({"alg": "RS256", "jwk": {"kty": "RSA", "n": [1], "e": None}}),
    "a secret as a key": swapped({"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}}),
    "none": swapped({"alg": "none"}),
    "algorithms in a list": swapped({"alg": ["ES256"], "jwk": half(EVE_EC)}),
    "RS256 by a did of another kind": token({"alg": "RS256", "jwk": half(EVE_RSA)}, claims(of(VICS)), EVE_RSA),
    "EdDSA with a key brought along": token({"alg": "EdDSA", "jwk": half(okp(EVE))}, claims(of(VICS)), okp(EVE)),
    "a token with somebody’s proof in it": eves_token(
        signed(of(VICS), EVE, f"{VICS}#{VICS[8:]}", MOMENT), kid=f"{VICS}#x"
    ),
    "a token with a proof of another": token(
        {"alg": "EdDSA", "kid": f"{EVES}#{EVES[8:]}"}, signed(of(EVES), VIC, f"{VICS}#{VICS[8:]}", MOMENT), okp(EVE)
    ),
    "a proof of another did": signed(of(VICS), EVE, f"{EVES}#{EVES[8:]}", MOMENT),
    "a proof whose part is her key": signed(of(VICS), EVE, f"{VICS}#{EVES[8:]}", MOMENT),
    "a proof in our name": signed(of(HERE.did), EVE, HERE.method(EVES[8:]), MOMENT),
    "a proof by our address": signed(of("https://ideas.example"), EVE, f"https://ideas.example#{EVES[8:]}", MOMENT),
    "a proof by our name, written otherwise": signed(
        of("did:web:IDEAS.example"), EVE, f"did:web:IDEAS.example#{EVES[8:]}", MOMENT
    ),
}


def _joined(*documents: dict[str, Any]) -> dict[str, Any]:
    return {**documents[0], "proof": [proof for each in documents for proof in each["proof"]]}


FORGED["two proofs, one of another"] = _joined(
    signed(of(VICS), EVE, f"{EVES}#{EVES[8:]}", MOMENT), signed(of(VICS), EVE, f"{VICS}#{VICS[8:]}", MOMENT)
)
FORGED["a proof of hers beside one that we can’t read"] = _joined(
    signed(of(VICS), EVE, f"{EVES}#{EVES[8:]}", MOMENT),
    {"proof": [{"type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019", "verificationMethod": f"{VICS}#k"}]},
)


@pytest.mark.parametrize("body", FORGED.values(), ids=FORGED)
def test_what_is_forged_is_refused(body: Any) -> None:
    found = seen(body)
    assert not found or "bad" in {outcome for outcome, _code in found.values()}, found
    assert found.get("issuer", ("",))[0] != "good"


STRANGERS = {
    "an address, with a key brought along": eves_token(claims(of("https://else.example/issuer"))),
    "a did:web, with a key brought along": eves_token(claims(of("did:web:else.example")), kid="did:web:else.example#1"),
    "a key of another than the issuer": token({"alg": "ES256", "kid": did(EVE_EC)}, claims(of("urn:x:y")), EVE_EC),
    "one whose name begins as ours": eves_token(claims(of("did:web:ideas.example.org"))),
    "a bare key": token({"alg": "EdDSA", "kid": f"{EVES}#{EVES[8:]}"}, claims(of(EVES)), okp(EVE)),
    "a bare key with no more than its issuer": token({"alg": "EdDSA", "kid": "#0"}, claims(of(EVES)), okp(EVE)),
    "a bare key of P-256": eves_token(claims(of(did(EVE_EC))), kid=f"{did(EVE_EC)}#0"),
    "a bare key in a vc claim": eves_token(in_vc(of(did(EVE_EC)), **TIMES)),
    "a bare key, twice": token({"alg": "EdDSA"}, claims(signed(of(EVES), EVE, f"{EVES}#{EVES[8:]}", MOMENT)), okp(EVE)),
    "a bare key by a proof": signed(of(EVES), EVE, f"{EVES}#{EVES[8:]}", MOMENT),
    "an address by a proof": signed(of("https://else.example"), EVE, f"https://else.example#{EVES[8:]}", MOMENT),
    "two proofs, one of somebody else": _joined(
        signed(of("https://else.example"), EVE, f"https://else.example#{EVES[8:]}", MOMENT),
        signed(of("https://else.example"), VIC, f"{VICS}#{VICS[8:]}", MOMENT),
    ),
}


@pytest.mark.parametrize("body", STRANGERS.values(), ids=STRANGERS)
def test_who_a_stranger_is_cannot_be_known_here(body: Any) -> None:
    found = seen(body)
    assert found["signature"] == ("good", "signed")
    assert found["issuer"][0] == "unknown"
    assert "bad" not in {outcome for outcome, _code in found.values()}


def test_a_bare_key_is_told_from_an_issuer_who_lives_elsewhere() -> None:
    codes = {name: seen(body)["issuer"][1] for name, body in STRANGERS.items()}
    assert {name for name, code in codes.items() if code == "its_key"} == {
        name for name in STRANGERS if name.startswith("a bare key")
    }


@pytest.mark.parametrize("document", [WHOLE, BARE], ids=["with a status", "without"])
def test_our_own_hold(document: dict[str, Any]) -> None:
    ours = [
        signed(document, KEY, OUR_METHOD, MOMENT),
        jwt(json.dumps(claims(document)).encode(), RSA, HERE.jwk("ours")),
    ]
    for body in ours:
        found = seen(body)
        assert (found["signature"], found["issuer"]) == (("good", "signed"), ("good", "ours"))


ENDED = int((MOMENT - timedelta(days=1)).timestamp())
LATER = int((MOMENT + timedelta(days=1)).timestamp())


@pytest.mark.parametrize(
    ("more", "within", "expiry"),
    [
        ({"exp": ENDED}, {}, ("bad", "expired")),
        ({"exp": ENDED + 0.5}, {}, ("bad", "expired")),
        ({"exp": ENDED}, {"validUntil": "2030-01-01T00:00:00Z"}, ("bad", "expired")),
        ({"exp": LATER}, {"validUntil": "2026-01-01T00:00:00Z"}, ("bad", "expired")),
        ({"nbf": LATER}, {}, ("bad", "not_yet")),
        ({"nbf": ENDED}, {"validFrom": "2027-01-01T00:00:00Z"}, ("bad", "not_yet")),
        ({"exp": LATER, "nbf": ENDED}, {}, ("good", "until")),
        ({"exp": LATER}, {"validUntil": "2030-01-01T00:00:00Z"}, ("good", "until")),
        ({"nbf": ENDED}, {}, ("good", "for_ever")),
        *(({"exp": odd}, {}, ("bad", "odd_time")) for odd in ("2020-01-01T00:00:00Z", True, -1, 2**70, [1], None)),
        ({"nbf": "soon"}, {}, ("bad", "odd_time")),
        ({}, {"validUntil": "soon"}, ("bad", "odd_time")),
    ],
)
def test_a_token_ends_when_either_of_its_words_says_so(
    more: dict[str, Any], within: dict[str, str], expiry: tuple[str, str]
) -> None:
    document = of("https://else.example", **within)
    plain = {**document, "iss": document["issuer"]["id"], **more}
    for body in (eves_token(in_vc(document, **more)), eves_token(plain)):
        assert seen(body)["expiry"] == expiry


def test_a_proof_that_ended_proves_nothing() -> None:
    document, method = of(EVES), f"{EVES}#{EVES[8:]}"
    whole = signed(document, EVE, method, MOMENT)
    proof = {**whole["proof"][0], "expires": "2026-02-01T00:00:00Z"}
    proof["proofValue"] = "z" + base58(EVE.sign(to_sign(document, proof)))
    assert seen({**document, "proof": [proof]})["signature"] == ("good", "signed")
    assert seen({**document, "proof": [proof]})["expiry"] == ("bad", "expired")


def test_one_of_two_statuses_does_not_speak_for_the_other() -> None:
    other = {**WHOLE["credentialStatus"], "statusListCredential": "https://else.example/list"}
    both = {**of(EVES), "credentialStatus": [WHOLE["credentialStatus"], other]}
    body = signed(both, EVE, f"{EVES}#{EVES[8:]}", MOMENT)
    assert seen(body)["revocation"] == ("unknown", "other_status")
    assert looked_at(json.dumps(body).encode(), OURS, MOMENT).status_list == ""
