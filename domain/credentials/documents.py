"""What is published: who issues, with which keys, each badge's achievement, and the credential of one award."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from domain.credentials.contexts import CREDENTIALS, OPEN_BADGES
from domain.credentials.proofs import instant
from domain.credentials.statuses import encoded

Json = dict[str, Any]
CONTEXTS = [CREDENTIALS, OPEN_BADGES]
_DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


@dataclass(frozen=True)
class Issuer:
    """Who issues: the address of the site, without a slash at its end, and what the community is called."""

    address: str
    name: str

    @property
    def did(self) -> str:
        """Return the site's did:web."""
        parts = urlsplit(self.address)
        return ":".join(["did:web", quote(parts.netloc, safe=""), *(part for part in parts.path.split("/") if part)])

    @property
    def profile(self) -> Json:
        """Return who issues, as it stands in a credential."""
        return {"id": self.did, "type": ["Profile"], "name": self.name, "url": self.address}

    def method(self, name: str) -> str:
        """Return what names a key: it holds the key itself, so that a verifier need not fetch it."""
        return f"{self.did}#{name}"

    def status_list(self, number: int) -> str:
        """Return the address of a status list."""
        return f"{self.address}/ob/status/{number}"

    def credential(self, name: str) -> str:
        """Return the address of a credential."""
        return f"{self.address}/ob/credentials/{name}"

    def jwk(self, name: str) -> str:
        """Return the address of one of the keys of JWTs."""
        return f"{self.address}/ob/jwk/{name}"


@dataclass(frozen=True)
class Said:
    """What a version of a badge says, in the language in which it is issued; `slug` and `number` name it."""

    slug: str
    number: int
    name: str
    description: str
    criteria: str


@dataclass(frozen=True)
class Recipient:
    """Who got it: a pairwise name, and the hash of their address with a salt of its own, where they have one."""

    name: str
    salt: str
    email: str | None


def did_document(issuer: Issuer, names: Sequence[str]) -> Json:
    """Return the document behind the site's did:web, with every Ed25519 key that ever signed."""
    methods = [
        {"id": issuer.method(name), "type": "Multikey", "controller": issuer.did, "publicKeyMultibase": name}
        for name in names
    ]
    return {
        "@context": _DID_CONTEXTS,
        "id": issuer.did,
        "alsoKnownAs": [issuer.address],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def issuer_profile(issuer: Issuer) -> Json:
    """Return who issues, as a document of its own."""
    return {"@context": CONTEXTS, **issuer.profile}


def multikey_document(issuer: Issuer, name: str) -> Json:
    """Return one Ed25519 key as a document of its own."""
    return {
        "@context": _DID_CONTEXTS[1],
        "id": issuer.method(name),
        "type": "Multikey",
        "controller": issuer.did,
        "publicKeyMultibase": name,
    }


def achievement(issuer: Issuer, said: Said) -> Json:
    """Return what a version of a badge stands for, as it stands in a credential."""
    address = f"{issuer.address}/ob/achievements/{said.slug}/{said.number}"
    return {
        "id": address,
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": said.name,
        "description": said.description,
        "criteria": {"narrative": said.criteria},
        "image": {"id": f"{address}.png", "type": "Image"},
        "creator": issuer.profile,
    }


def credential(
    issuer: Issuer,
    said: Said,
    recipient: Recipient,
    *,
    name: str,
    earned_at: datetime,
    because: str,
    evidence: Mapping[str, str],
    list_number: int,
    index: int,
) -> Json:
    """Return one award as a credential without its proof; `evidence` is addresses with their titles."""
    subject: Json = {"id": recipient.name, "type": ["AchievementSubject"]}
    if recipient.email:
        hashed = hashlib.sha256((recipient.email.lower() + recipient.salt).encode()).hexdigest()
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": f"sha256${hashed}",
                "identityType": "emailAddress",
                "salt": recipient.salt,
            }
        ]
    made: Json = {
        "@context": CONTEXTS,
        "id": issuer.credential(name),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": said.name,
        "issuer": issuer.profile,
        "validFrom": instant(earned_at),
        "awardedDate": instant(earned_at),
        "credentialSubject": {**subject, "achievement": achievement(issuer, said), "narrative": because},
        "credentialStatus": {
            "id": f"{issuer.status_list(list_number)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": issuer.status_list(list_number),
        },
    }
    if evidence:
        made["evidence"] = [{"id": page, "type": ["Evidence"], "name": title} for page, title in evidence.items()]
    return made


def claims(document: Json) -> Json:
    """Return a credential as the claims of a JWT: what it says, and the same in the words of JWTs."""
    began = datetime.fromisoformat(document["validFrom"])
    return {
        **document,
        "iss": document["issuer"]["id"],
        "sub": document["credentialSubject"]["id"],
        "jti": document["id"],
        "nbf": int(began.timestamp()),
    }


def status_list(issuer: Issuer, number: int, revoked: Sequence[int], changed_at: datetime) -> Json:
    """Return a status list without its proof, as it stands since `changed_at`."""
    address = issuer.status_list(number)
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": instant(changed_at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked),
        },
    }
