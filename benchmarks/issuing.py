"""How many badges a second are signed, as document and as token: `python -m benchmarks.issuing`.

Each of two processes signs as the background does, on one core, without the database. The bar is 50 in a second.
"""

import multiprocessing
import time
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.credentials.documents import Issuer, Recipient, Said, claims, credential
from domain.credentials.keys import fresh_rsa, jwt
from domain.credentials.multikeys import multikey
from domain.credentials.proofs import signed

BAR, COUNT, PROCESSES = 50, 300, 2


def _sign(count: int) -> float:
    issuer, moment = Issuer("https://ideas.example", "Velora"), datetime(2026, 2, 2, tzinfo=UTC)
    key, rsa = Ed25519PrivateKey.generate(), fresh_rsa()
    method, said = issuer.method(multikey(key.public_key())), Said("tested", 1, "Tested", "It was tried.", "Wrote it.")
    began = time.perf_counter()
    for number in range(count):
        bare = credential(
            issuer,
            said,
            Recipient(f"urn:x:{number}", "salt", f"{number}@people.example"),
            name=str(number),
            earned_at=moment,
            because="It was tried with real riders.",
            evidence={f"https://ideas.example/ideas/{number}": "Benches"},
            list_number=1,
            index=number,
        )
        signed(bare, key, method, moment)
        jwt(str(claims(bare)).encode(), rsa, issuer.jwk("key"))
    return count / (time.perf_counter() - began)


def rate(count: int = COUNT) -> float:
    """Return how many badges a second all processes together sign, each so many of them."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        return sum(pool.map(_sign, [count] * PROCESSES))


def main() -> None:
    """Print the rate, and the bar that it should meet."""
    print(f"{rate():.0f} badges signed in a second by {PROCESSES} processes; the bar is {BAR}.")


if __name__ == "__main__":
    main()
