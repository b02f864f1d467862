"""Badges that anybody brings: what was changed is found out, and what is hostile costs nothing."""

import base64
import copy
import hmac
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as some
from joserfc import jws
from joserfc.jwk import RSAKey

from domain.badges import Family
from domain.credentials import Desk, Ours, Seen, bake_png, bake_svg
from domain.credentials.baking import KEYWORD, Unreadable, _chunk, found_in_png, found_in_svg
from domain.credentials.documents import Issuer, Recipient, Said, claims, credential
from domain.credentials.keys import fresh_rsa, jwt, public_jwk
from domain.credentials.multikeys import multikey
from domain.credentials.proofs import signed
from domain.credentials.statuses import BITS, encoded, is_set
from domain.credentials.verifying import FILE_MOST, looked_at
from web import badge_art

HERE = Issuer("https://ideas.example", "Velora")
MOMENT = datetime(2026, 2, 2, 11, tzinfo=UTC)
SAID = Said("first-spark", 1, "First Spark", "The first idea is the hardest one.", "Published a first idea.")
BARE = credential(
    HERE,
    SAID,
    Recipient("urn:uuid:f8272e6e-16af-4e50-8cdd-9c370e1b2fbc", "b8fd", "ann@people.example"),
    name="d9c0d201-0513-4c43-b4bb-4dc807c7871c",
    earned_at=MOMENT,
    because="Wrote it down.",
    evidence={"https://ideas.example/ideas/1": "Benches"},
    list_number=1,
    index=7,
)
KEY, RSA = Ed25519PrivateKey.from_private_bytes(bytes(range(32))), fresh_rsa()
NAME = multikey(KEY.public_key())
JWK = {HERE.jwk("ours"): public_jwk(RSA)}
OURS = Ours(HERE.did, frozenset({NAME}), JWK)
DOCUMENT = signed(BARE, KEY, HERE.method(NAME), MOMENT)
TOKEN = jwt(json.dumps(claims(BARE)).encode(), RSA, HERE.jwk("ours"))
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
PICTURE = badge_art._png("first-spark", Family.IDEAS, None, None, 64)


def looks(body: Any, ours: Ours = OURS) -> dict[str, str]:
    """Return the codes of what was seen, by what was looked at."""
    text = body if isinstance(body, str) else json.dumps(body)
    found = looked_at(text.encode(), ours, MOMENT)
    return {look.about.value: look.code for look in found.looks} or {"refused": found.refused}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each text in a document."""
    if isinstance(value, str):
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield from leaves(each, (*path, name))


def changed(document: Any, path: tuple[Any, ...], to: Any) -> Any:
    """Return a copy of the document with something else at that place."""
    copied = copy.deepcopy(document)
    inside = copied
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = to
    return copied


def test_what_nobody_touched_holds() -> None:
    assert looks(DOCUMENT)["signature"] == looks(TOKEN)["signature"] == "signed"
    assert looks(DOCUMENT)["issuer"] == looks(TOKEN)["issuer"] == "ours"


@pytest.mark.parametrize("path", list(leaves(DOCUMENT)), ids=str)
def test_every_text_that_is_changed_is_found_out(path: tuple[Any, ...]) -> None:
    found = looks(changed(DOCUMENT, path, "https://another.example/x"))
    assert found.get("signature") != "signed" or found["issuer"] == "other_issuer", found


@settings(max_examples=60)
@example(("credentialSubject", "achievement", "creator", "type", 0), ":")
@example(("issuer", "type", 0), "@json")
@given(some.sampled_from(list(leaves(DOCUMENT))), some.text(min_size=1, max_size=20))
def test_whatever_is_put_in_its_place_is_found_out(path: tuple[Any, ...], text: str) -> None:
    inside: Any = DOCUMENT
    for name in path:
        inside = inside[name]
    found = looks(changed(DOCUMENT, path, text if text != inside else f"{text}x"))
    assert found.get("signature") != "signed", found


@pytest.mark.parametrize("more", [{"validUntil": "2030-01-01T00:00:00Z"}, {"unknown": "x"}, {"description": "More"}])
def test_what_is_added_is_found_out(more: dict[str, str]) -> None:
    assert looks({**DOCUMENT, **more})["signature"] in ("changed", "lossy")


def test_a_status_cannot_be_hidden_in_other_words_for_the_same() -> None:
    hidden = {name: value for name, value in DOCUMENT.items() if name != "credentialStatus"}
    hidden["https://www.w3.org/2018/credentials#credentialStatus"] = DOCUMENT["credentialStatus"]
    assert looks(hidden)["signature"] == "roundabout"
    assert looks({**DOCUMENT, "@context": [*DOCUMENT["@context"], {"x": "y:z"}]})["signature"] == "roundabout"


def test_a_key_of_somebody_elses_does_not_make_it_ours() -> None:
    other = Ed25519PrivateKey.generate()
    name = multikey(other.public_key())
    assert looks(signed(BARE, other, HERE.method(name), MOMENT))["signature"] == "not_our_key"
    theirs = signed(BARE, other, f"did:key:{name}#{name}", MOMENT)
    assert (looks(theirs)["signature"], looks(theirs)["issuer"]) == ("signed", "other_issuer")


def test_a_badge_of_a_bare_key_is_its_own() -> None:
    did = f"did:key:{NAME}"
    theirs = signed({**BARE, "issuer": {**BARE["issuer"], "id": did}}, KEY, f"{did}#{NAME}", MOMENT)
    assert (looks(theirs)["signature"], looks(theirs)["issuer"]) == ("signed", "its_key")


def _token(header: dict[str, Any], payload: Any, signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_token_proves_nothing_by_none_by_a_secret_or_by_a_key_taken_for_one() -> None:
    said, kid = claims(BARE), HERE.jwk("ours")
    assert looks(_token({"alg": "none", "kid": kid}, said))["signature"] == "alg_refused"
    pem = RSAKey.import_key(RSA.public_key()).as_pem(private=False)
    body = json.dumps(said)
    unsigned = _token({"alg": "HS256", "kid": kid}, said)
    mac = hmac.digest(pem, unsigned.rpartition(".")[0].encode(), "sha256")
    mixed = _token({"alg": "HS256", "kid": kid}, said, mac)
    assert looks(mixed)["signature"] == "alg_refused"
    assert looks(_token({"alg": "RS256", "kid": kid, "crit": ["b64"]}, said))["signature"] == "alg_refused"
    other = fresh_rsa()
    assert looks(jwt(body.encode(), other, kid))["signature"] == "changed"
    assert looks(jwt(body.encode(), other, "https://else.example"))["signature"] == "not_our_key"
    brought = {"alg": "RS256", "jwk": public_jwk(other)}
    own = jws.serialize_compact(brought, body, RSAKey.import_key(other), registry=_generous())
    assert looks(own)["signature"] == "not_our_key"
    assert looks(jwt(json.dumps({**said, "jti": "urn:x"}).encode(), RSA, kid))["signature"] == "claims_differ"


def test_a_header_over_512_bytes_is_read_and_one_without_end_refused() -> None:
    theirs = {**claims(BARE), "issuer": {**BARE["issuer"], "id": "https://else.example"}, "iss": "https://else.example"}
    other = RSAKey.import_key(fresh_rsa())
    long = {"alg": "RS256", "jwk": {**other.as_dict(private=False), "note": "x" * 600}}
    token = jws.serialize_compact(long, json.dumps(theirs), other, registry=_generous())
    assert looks(token)["signature"] == "signed"
    assert looks(_token({"alg": "RS256", "note": "x" * 5000}, theirs)) == {"refused": "header_too_long"}


def _generous() -> jws.JWSRegistry:
    made = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
    made.max_header_length = 4_000
    return made


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "unreadable"),
        (b"hello", "unreadable"),
        (b"[1]", "unreadable"),
        (b'{"a": ', "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"x" * (FILE_MOST + 1), "too_large"),
        (b'{"a": "' + b"x" * 70_000 + b'"}', "too_large"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "too_much"),
        (b'{"a": [' + b"1," * 3_000 + b"1]}", "too_much"),
        (b"\x89PNG\r\n\x1a\n", "unreadable"),
        (b"<svg><!ENTITY x></svg>", "unreadable"),
        (b"a.b.c", "unreadable"),
    ],
)
def test_bad_input_is_refused_with_a_word(body: bytes, code: str) -> None:
    assert looked_at(body, OURS) == Seen(refused=code)


def test_a_baked_badge_is_found_again_in_both_kinds_of_picture() -> None:
    for text in (json.dumps(DOCUMENT), TOKEN):
        baked = bake_png(bake_png(PICTURE, "an older one"), text)
        assert found_in_png(baked) == text
        assert looked_at(baked, OURS, MOMENT).looks[0].code == "signed"
        drawn = bake_svg('<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>', text)
        assert found_in_svg(drawn.encode()) == text
    assert found_in_svg(bake_svg('<svg a="b"></svg>', '{"a": "]]>"}').encode()) == '{"a": "]]>"}'


def test_a_hostile_chunk_is_refused_before_it_grows() -> None:
    bomb = zlib.compress(b"x" * 50_000_000)
    head = PICTURE[: 8 + 25]
    for kind, body in ((b"iTXt", KEYWORD + b"\0\1\0\0\0" + bomb), (b"zTXt", KEYWORD + b"\0\0" + bomb)):
        with pytest.raises(Unreadable):
            found_in_png(head + _chunk(kind, body) + PICTURE[33:])
    with pytest.raises(Unreadable):
        found_in_png(head + _chunk(b"iTXt", KEYWORD + b"\0\0")[:-1] + PICTURE[33:])
    with pytest.raises(Unreadable):
        found_in_png(PICTURE[:-40])


@pytest.mark.parametrize("bake", [bake_png, lambda _picture, text: bake_svg(DRAWING, text).encode()])
def test_a_baked_badge_over_64_kb_is_refused_and_one_just_below_is_read(bake: Callable[[bytes, str], bytes]) -> None:
    def refused(length: int) -> str:
        start, end = '{"type": "', '"}'
        return looked_at(bake(PICTURE, start + "x" * (length - len(start + end)) + end), OURS).refused

    assert refused(65_536) == ""
    assert refused(65_537) in ("unreadable", "too_large")


def test_scripts_in_a_drawing_are_text_and_entities_are_refused() -> None:
    evil = bake_svg('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>x()</script></svg>', TOKEN)
    assert found_in_svg(evil.encode()) == TOKEN
    laughs = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'
    with pytest.raises(Unreadable):
        found_in_svg(laughs.encode())


def test_bits_at_both_ends_and_beyond() -> None:
    both = encoded([0, BITS - 1])
    assert [is_set(both, place) for place in (0, 1, BITS - 2, BITS - 1)] == [True, False, False, True]
    for place in (-1, BITS):
        with pytest.raises(IndexError):
            encoded([place])
        with pytest.raises(IndexError):
            is_set(both, place)
    for wrong in ("", "z" + both[1:], both[:50], "u!!!!"):
        with pytest.raises(ValueError, match=r".*"):
            is_set(wrong, 0)


async def test_the_desk_sees_the_same_in_a_process_of_its_own() -> None:
    seen = await Desk().examined(json.dumps(DOCUMENT).encode(), OURS)
    assert [look.code for look in seen.looks][:2] == ["signed", "ours"]
    assert (await Desk().examined(b"hello", OURS)).refused == "unreadable"


async def test_a_poison_graph_ends_at_the_limit() -> None:
    """Nameless things that all lead to one another: in how many orders they can be told apart grows without end."""

    async def seen(things: int) -> Seen:
        nodes = [{"id": f"_:b{number}", "type": ["Achievement"]} for number in range(things)]
        poison = copy.deepcopy(DOCUMENT)
        each = [{**node, "related": [other for other in nodes if other is not node]} for node in nodes]
        poison["credentialSubject"]["achievement"]["related"] = each
        return await Desk().examined(json.dumps(poison).encode(), OURS)

    assert (await seen(2)).looks[0].code == "changed", "it is the work that is refused, not what is said"
    assert (await seen(12)).refused == "too_much"
