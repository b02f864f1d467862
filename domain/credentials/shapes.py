"""Whether a document has the shape that Open Badges 3.0 asks for; written after the specification's tables."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.credentials.contexts import CREDENTIALS

_BADGES = ("OpenBadgeCredential", "AchievementCredential")
_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context"


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone as a list; [] for none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def moment(value: Any) -> datetime | None:
    """Return a time with its zone, None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def issuer_id(document: dict[str, Any]) -> str:
    """Return the name of whoever issued a document, '' where it names nobody or more than one."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def lacking(document: dict[str, Any]) -> list[str]:
    """Return what is missing or of the wrong kind, each as the path to it."""
    return list(dict.fromkeys(_lacking(document)))


def _lacking(document: dict[str, Any]) -> Iterator[str]:
    contexts = listed(document.get("@context"))
    if contexts[:1] != [CREDENTIALS] or not str([*contexts, "", ""][1]).startswith(_CONTEXT):
        yield "@context"
    types = listed(document.get("type"))
    if "VerifiableCredential" not in types or not set(types) & set(_BADGES):
        yield "type"
    if not _is_name(document.get("id")):
        yield "id"
    if not document.get("name") or not isinstance(document["name"], str | dict):
        yield "name"
    if moment(document.get("validFrom")) is None:
        yield "validFrom"
    if "validUntil" in document and moment(document["validUntil"]) is None:
        yield "validUntil"
    yield from _profile(document.get("issuer"))
    yield from _subject(document.get("credentialSubject"))
    for each in listed(document.get("evidence")):
        if not isinstance(each, dict) or "Evidence" not in listed(each.get("type")):
            yield "evidence.type"
    for each in listed(document.get("credentialStatus")):
        if not isinstance(each, dict) or not each.get("type"):
            yield "credentialStatus.type"


def _profile(issuer: Any) -> Iterator[str]:
    if isinstance(issuer, dict):
        if not _is_name(issuer.get("id")):
            yield "issuer.id"
        if "Profile" not in listed(issuer.get("type")):
            yield "issuer.type"
    elif not _is_name(issuer):
        yield "issuer"


def _subject(subject: Any) -> Iterator[str]:
    if not isinstance(subject, dict):
        yield "credentialSubject"
        return
    if "AchievementSubject" not in listed(subject.get("type")):
        yield "credentialSubject.type"
    if not _is_name(subject.get("id")) and not listed(subject.get("identifier")):
        yield "credentialSubject.id"
    yield from _typed(subject, "identifier", "IdentityObject")
    yield from _typed(subject, "result", "Result")
    yield from _achievement(subject.get("achievement"))


def _achievement(found: Any) -> Iterator[str]:
    if not isinstance(found, dict):
        yield "credentialSubject.achievement"
        return
    if "Achievement" not in listed(found.get("type")):
        yield "credentialSubject.achievement.type"
    if not _is_name(found.get("id")):
        yield "credentialSubject.achievement.id"
    for name in ("name", "description"):
        if not found.get(name) or not isinstance(found[name], str | dict):
            yield f"credentialSubject.achievement.{name}"
    criteria = found.get("criteria")
    if not isinstance(criteria, dict) or not (criteria.get("id") or criteria.get("narrative")):
        yield "credentialSubject.achievement.criteria"
    yield from _typed(found, "resultDescription", "ResultDescription")


def _typed(within: dict[str, Any], name: str, kind: str) -> Iterator[str]:
    for each in listed(within.get(name)):
        if not isinstance(each, dict) or kind not in listed(each.get("type")):
            yield f"{name}.type"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and ":" in value
