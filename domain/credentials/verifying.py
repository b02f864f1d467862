"""Looking at a badge that anybody may have brought, without asking anybody else: what holds, what doesn't, what can't
be known from here.
"""

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld.jsonld import JsonLdError

from domain.credentials import jwts, shapes
from domain.credentials.baking import Unreadable, found_in_png, found_in_svg
from domain.credentials.canonical import Lossy, require_lossless
from domain.credentials.contexts import UnknownContext
from domain.credentials.jwts import DID_KEY
from domain.credentials.looks import About, Look, Ours, Outcome, Refusal, Seen, Signature, parsed
from domain.credentials.multikeys import public_key
from domain.credentials.proofs import SUITE, bears
from domain.credentials.shapes import issuer_id, listed, moment

FILE_MOST = 500_000  # bytes
DOCUMENT_MOST = 65_536  # bytes of the credential itself


def looked_at(body: bytes, ours: Ours, now: datetime | None = None) -> Seen:
    """Return what can be said of a file or a text: JSON, a JWT, or a baked PNG or SVG."""
    moment_now = now or datetime.now(UTC)
    try:
        text = _text(body)
        if text.startswith("{"):
            document = parsed(text)
            signatures = [_proof(document, ours)]
        else:
            document, signature = jwts.read(text, ours)
            signatures = [signature, *([_proof(document, ours)] if "proof" in document else [])]
        return _seen(document, _looks(document, ours, signatures, moment_now))
    except Refusal as refusal:
        return Seen(refused=str(refusal))
    except (Unreadable, RecursionError):
        return Seen(refused="unreadable")


def _text(body: bytes) -> str:
    if len(body) > FILE_MOST:
        raise Refusal("too_large")
    if body.startswith(b"\x89PNG"):
        text = found_in_png(body)
    elif body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        text = found_in_svg(body)
    else:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refusal("unreadable") from error
    if len(text.encode()) > DOCUMENT_MOST:
        raise Refusal("too_large")
    if not text.strip():
        raise Refusal("empty")
    return text.strip()


def _proof(document: dict[str, Any], ours: Ours) -> Signature:
    proofs = _proofs(document)
    fitting = [proof for proof in proofs if proof.get("cryptosuite") == SUITE]
    by = frozenset(str(proof.get("verificationMethod", "")).partition("#")[0] for proof in proofs)
    if not proofs:
        look = Look(About.SIGNATURE, Outcome.BAD, "unsigned")
    elif not fitting:
        look = Look(About.SIGNATURE, Outcome.UNKNOWN, "other_suite", str(proofs[0].get("cryptosuite", ""))[:60])
    elif not _is_plain(document):
        look = Look(About.SIGNATURE, Outcome.BAD, "roundabout")
    else:
        look = _worst([_one_proof(document, proof, ours) for proof in fitting])
    return Signature(look, by)


def _proofs(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [proof for proof in listed(document.get("proof")) if isinstance(proof, dict)]


def _worst(looks: list[Look]) -> Look:
    return next((look for bad in (Outcome.BAD, Outcome.UNKNOWN) for look in looks if look.outcome is bad), looks[0])


def _is_plain(value: Any) -> bool:
    """Return whether everything stands under the short name that we read it by.

    What is signed are meanings: somebody could write when a badge ends, or its status, in other words for the same.
    """
    if isinstance(value, list):
        return all(_is_plain(each) for each in value)
    if not isinstance(value, dict):
        return True
    contexts = all(isinstance(each, str) for each in listed(value.get("@context")))
    names = not any(":" in name or "@" in name for name in value if name != "@context")
    return contexts and names and all(_is_plain(each) for each in value.values())


def _one_proof(document: dict[str, Any], proof: dict[str, Any], ours: Ours) -> Look:
    about, method = About.SIGNATURE, str(proof.get("verificationMethod", ""))
    controller, _hash, name = method.partition("#")
    if proof.get("proofPurpose") != "assertionMethod" or proof.get("type") != "DataIntegrityProof":
        return Look(about, Outcome.BAD, "other_purpose")
    if controller.startswith(DID_KEY):
        name = controller.removeprefix(DID_KEY)
    try:
        key = public_key(name)
    except ValueError:
        return Look(about, Outcome.UNKNOWN, "key_elsewhere", method[:200])
    if ours.are_named(controller) and not (controller == ours.did and name in ours.keys):
        return Look(about, Outcome.BAD, "not_our_key")
    return _borne(document, proof, key)


def _borne(document: dict[str, Any], proof: dict[str, Any], key: Ed25519PublicKey) -> Look:
    about = About.SIGNATURE
    try:
        holds = bears(document, proof, key)
    except Lossy:
        return Look(about, Outcome.BAD, "lossy")
    except JsonLdError as error:
        if unknown := _unknown(error):
            return Look(about, Outcome.UNKNOWN, "context_elsewhere", unknown)
        return Look(about, Outcome.BAD, "not_linked_data")
    return Look(about, Outcome.GOOD, "signed") if holds else Look(about, Outcome.BAD, "changed")


def _unknown(error: BaseException | None) -> str:
    """Return which context was asked for and isn't here, '' when that wasn't what went wrong."""
    while error is not None and not isinstance(error, UnknownContext):
        error = getattr(error, "cause", None) or error.__cause__
    return error.url[:200] if error else ""


def _looks(document: dict[str, Any], ours: Ours, signatures: list[Signature], now: datetime) -> list[Look]:
    lacking = shapes.lacking(document)
    schema = Look(About.SCHEMA, Outcome.GOOD, "shaped")
    if lacking:
        schema = Look(About.SCHEMA, Outcome.BAD, "lacking", ", ".join(lacking[:6]))
    signature = _worst([each.look for each in signatures])
    issuer = _issuer(document, ours, signature, {name for each in signatures for name in each.by})
    return [signature, issuer, _revocation(document), _expiry(document, now), schema, _lossless(document)]


def _issuer(document: dict[str, Any], ours: Ours, signature: Look, signers: set[str]) -> Look:
    """Return who issued it: only a key that is known to be theirs, and no other beside it, speaks for anybody."""
    about, issuer = About.ISSUER, issuer_id(document)
    if not issuer:
        return Look(about, Outcome.BAD, "no_issuer")
    if signers - {issuer}:
        known = ours.are_named(issuer) or issuer.startswith(DID_KEY)
        return Look(about, Outcome.BAD if known else Outcome.UNKNOWN, "other_issuer", issuer[:200])
    if signature.outcome is Outcome.GOOD and issuer in signers:
        if issuer == ours.did:
            return Look(about, Outcome.GOOD, "ours")
        if issuer.startswith(DID_KEY):
            # Anybody can make a key, and call it what they like.
            return Look(about, Outcome.UNKNOWN, "its_key", issuer[:200])
    return Look(about, Outcome.UNKNOWN, "issuer_elsewhere", issuer[:200])


def _revocation(document: dict[str, Any]) -> Look:
    about, found = About.REVOCATION, _status(document)
    if not listed(document.get("credentialStatus")):
        return Look(about, Outcome.GOOD, "no_status")
    if found is None:
        return Look(about, Outcome.UNKNOWN, "other_status")
    # Whether the list is ours, and what stands there, is for whoever knows our lists.
    return Look(about, Outcome.UNKNOWN, "list_elsewhere", found[0][:200])


def _expiry(document: dict[str, Any], now: datetime) -> Look:
    about, begins = About.EXPIRY, document.get("validFrom")
    ends = [document.get("validUntil"), *(proof.get("expires") for proof in _proofs(document))]
    for said in (begins, *ends):
        if said is not None and moment(said) is None:
            return Look(about, Outcome.BAD, "odd_time", str(said)[:40])
    since, until = moment(begins), min((at for at in map(moment, ends) if at), default=None)
    if since and since > now:
        return Look(about, Outcome.BAD, "not_yet", str(begins)[:40])
    if until is None:
        return Look(about, Outcome.GOOD, "for_ever")
    if until < now:
        return Look(about, Outcome.BAD, "expired", until.isoformat())
    return Look(about, Outcome.GOOD, "until", until.isoformat())


def _lossless(document: dict[str, Any]) -> Look:
    about = About.LOSSLESS
    try:
        require_lossless({name: value for name, value in document.items() if name != "proof"})
    except Lossy as lossy:
        return Look(about, Outcome.BAD, "lost", ", ".join(lossy.lost)[:200])
    except JsonLdError as error:
        return Look(about, Outcome.UNKNOWN, "not_looked_up", _unknown(error))
    return Look(about, Outcome.GOOD, "nothing_lost")


def _status(document: dict[str, Any]) -> tuple[str, int] | None:
    """Return the list and the place in it that alone decide whether a badge was taken back."""
    entries = listed(document.get("credentialStatus"))
    each = entries[0] if len(entries) == 1 and isinstance(entries[0], dict) else {}
    index = str(each.get("statusListIndex", ""))
    if each.get("type") != "BitstringStatusListEntry" or each.get("statusPurpose") != "revocation":
        return None
    if not (index.isascii() and index.isdecimal() and len(index) < 16):
        return None
    return str(each.get("statusListCredential", "")), int(index)


def _seen(document: dict[str, Any], looks: list[Look]) -> Seen:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    said = achievement if isinstance(achievement, dict) else {}
    criteria = said.get("criteria")
    issuer = document.get("issuer")
    status = _status(document)
    return Seen(
        name=_word(said.get("name") or document.get("name")),
        description=_word(said.get("description")),
        criteria=_word(criteria.get("narrative") if isinstance(criteria, dict) else ""),
        issuer=_word(issuer.get("name") if isinstance(issuer, dict) else ""),
        issuer_id=issuer_id(document)[:300],
        address=_word(document.get("id"))[:300],
        valid_from=_word(document.get("validFrom"))[:40],
        status_list=status[0] if status else "",
        status_index=status[1] if status else -1,
        looks=looks,
    )


def _word(value: Any) -> str:
    return value[:2_000] if isinstance(value, str) else ""
