"""What Open Badges 3.0 and the documents it builds on ask of each part, said again for tests, and nothing beyond it.

`strays(document)` names the path of all that is missing, of another kind, or unknown to the specification.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any], bool]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.0\.\d)?\.json"),
)


def text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def address(value: Any) -> bool:
    return isinstance(value, str) and ADDRESS.fullmatch(value) is not None


def moment(value: Any) -> bool:
    return isinstance(value, str) and MOMENT.fullmatch(value) is not None


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def place(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"0|[1-9]\d{0,5}", value) is not None


def one_of(*words: str) -> Check:
    return lambda value: value in words


def types(*words: str) -> Check:
    return lambda value: isinstance(value, list) and set(words) <= set(value) and all(map(text, value))


def contexts(value: Any) -> bool:
    first, second = CONTEXTS
    return isinstance(value, list) and value[0] == first and re.fullmatch(second, value[1]) is not None


Part = Mapping[str, tuple[bool, "Check | Part | list[Part]"]]  # by name: whether it is required, and what it has to be
PROFILE: Part = {
    "id": (True, address),
    "type": (True, types("Profile")),
    "name": (False, text),
    "url": (False, address),
    "description": (False, text),
    "email": (False, text),
}
IMAGE: Part = {"id": (True, address), "type": (True, one_of("Image")), "caption": (False, text)}
ACHIEVEMENT: Part = {
    "id": (True, address),
    "type": (True, types("Achievement")),
    "name": (True, text),
    "description": (True, text),
    "criteria": (True, {"id": (False, address), "narrative": (False, text)}),
    "achievementType": (False, one_of("Achievement", "Award", "Badge", "Certificate", "CommunityService")),
    "image": (False, IMAGE),
    "creator": (False, PROFILE),
}
IDENTITY: Part = {
    "type": (True, one_of("IdentityObject")),
    "hashed": (True, flag),
    "identityHash": (True, lambda value: re.fullmatch(r"sha256\$[0-9a-f]{64}", value) is not None),
    "identityType": (True, one_of("emailAddress")),
    "salt": (False, text),
}
SUBJECT: Part = {
    "id": (False, address),
    "type": (True, types("AchievementSubject")),
    "identifier": (False, [IDENTITY]),
    "narrative": (False, text),
    "achievement": (True, ACHIEVEMENT),
}
EVIDENCE: Part = {
    "id": (False, address),
    "type": (True, types("Evidence")),
    "name": (False, text),
    "narrative": (False, text),
}
STATUS: Part = {
    "id": (False, address),
    "type": (True, one_of("BitstringStatusListEntry")),
    "statusPurpose": (True, one_of("revocation")),
    "statusListIndex": (
        True,
        lambda value: isinstance(value, str) and re.fullmatch(r"0|[1-9]\d{0,5}", value) is not None,
    ),
    "statusListCredential": (True, address),
}
PROOF: Part = {
    "type": (True, one_of("DataIntegrityProof")),
    "cryptosuite": (True, one_of("eddsa-rdfc-2022")),
    "created": (True, moment),
    "verificationMethod": (True, address),
    "proofPurpose": (True, one_of("assertionMethod")),
    "proofValue": (True, lambda value: re.fullmatch(r"z[1-9A-HJ-NP-Za-km-z]{80,90}", value) is not None),
}
CREDENTIAL: Part = {
    "@context": (True, contexts),
    "id": (True, address),
    "type": (True, types("VerifiableCredential", "OpenBadgeCredential")),
    "name": (True, text),
    "issuer": (True, PROFILE),
    "validFrom": (True, moment),
    "validUntil": (False, moment),
    "awardedDate": (False, moment),
    "credentialSubject": (True, SUBJECT),
    "credentialStatus": (False, STATUS),
    "evidence": (False, [EVIDENCE]),
    "proof": (True, [PROOF]),
}
CLAIMS: Part = {
    **{name: said for name, said in CREDENTIAL.items() if name != "proof"},
    "iss": (True, address),
    "sub": (True, address),
    "jti": (True, address),
    "nbf": (True, lambda value: type(value) is int and value > 0),
}


def strays(document: Any, part: Part = CREDENTIAL, path: str = "") -> Iterator[str]:
    """Yield the path of each thing that isn't as the specification says."""
    if not isinstance(document, dict):
        yield path or "."
        return
    yield from (f"{path}{name}: unknown" for name in document if name not in part)
    for name, (required, wanted) in part.items():
        if name not in document:
            if required:
                yield f"{path}{name}: missing"
            continue
        yield from _within(document[name], wanted, f"{path}{name}")


def _within(value: Any, wanted: "Check | Part | list[Part]", path: str) -> Iterator[str]:
    if isinstance(wanted, list):
        if not isinstance(value, list) or not value:
            yield f"{path}: no list"
            return
        for number, each in enumerate(value):
            yield from strays(each, wanted[0], f"{path}.{number}.")
    elif isinstance(wanted, Mapping):
        yield from strays(value, wanted, f"{path}.")
    elif not wanted(value):
        yield f"{path}: {value!r}"
