"""Form tokens: proof that a form came from our page in this browser. Masked anew for every page."""

import base64
import hashlib
import hmac
import secrets


def issue(key: bytes, browser: str) -> str:
    """Return a token for the forms of one page; `browser` is the secret in its cookie."""
    salt = secrets.token_bytes(12)
    return base64.urlsafe_b64encode(salt + _proof(key, salt, browser)).decode()


def accepts(key: bytes, browser: str, token: str) -> bool:
    """Return whether a token was issued to this browser."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        return False
    return len(raw) == 44 and hmac.compare_digest(raw[12:], _proof(key, raw[:12], browser))


def sealed(key: bytes, text: str) -> str:
    """Return a text that only we can have written, for a cookie that is shown again."""
    body = base64.urlsafe_b64encode(text.encode()).decode()
    return f"{body}.{hmac.new(key, b'sealed' + body.encode(), hashlib.sha256).hexdigest()}"


def unsealed(key: bytes, value: str) -> str | None:
    """Return the text that was sealed, None for anything else."""
    body, _, seal = value.partition(".")
    proof = hmac.new(key, b"sealed" + body.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    # As bytes, since letters beyond ASCII would be an error and not a wrong seal.
    if not hmac.compare_digest(proof.encode(), seal.encode("utf-8", "surrogatepass")):
        return None
    return base64.urlsafe_b64decode(body.encode()).decode()


def _proof(key: bytes, salt: bytes, browser: str) -> bytes:
    return hmac.new(key, b"form" + salt + browser.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
