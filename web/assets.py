"""Everything under `static/`, the bundled style sheet and script, read once and served from memory by hashed name."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import lightningcss
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
STYLES = Path(__file__).parent / "styles"
SCRIPTS = Path(__file__).parent / "scripts"
STYLE_SHEETS, SCRIPT, REPORT = ("app.css", "paper.css"), "app.js", "report.css"
PREFIX = "/static"

FOREVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
PACKED = {".css", ".js", ".svg", ".webmanifest"}
FONT = re.compile(r"@font-face\s*\{[^}]*\}")
REFERENCE = re.compile(r"asset:([\w./-]+)")
IMPORT = re.compile(r'^import (?:[^"]* from )?"\./([\w-]+\.js)";\n', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served: its bytes plain and, where it pays, packed."""

    name: str
    digest: str
    media_type: str
    body: bytes
    packed: dict[str, bytes]

    @property
    def url(self) -> str:
        return f"{PREFIX}/{self.digest}/{self.name}"


class Assets:
    """The site's static files by name; an ASGI application to be mounted at `/static`."""

    def __init__(self, static: Path = STATIC, styles: Path = STYLES, scripts: Path = SCRIPTS) -> None:
        """Read and pack everything; raises if the style sheet is faulty or something names a file that isn't there."""
        self._files: dict[str, Asset] = {}
        for path in sorted(static.rglob("*")):
            if path.suffix in MEDIA_TYPES:
                self._add(path.relative_to(static).as_posix(), path.read_bytes())
        for name in STYLE_SHEETS:
            sheet = lightningcss.bundle_css(str(styles / name))
            self._add(name, REFERENCE.sub(lambda found: self.url(found[1]), sheet).encode())
        self._add(SCRIPT, bundled(scripts, SCRIPT).encode())

    def _add(self, name: str, body: bytes) -> None:
        suffix = Path(name).suffix
        packed = {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)} if suffix in PACKED else {}
        digest = hashlib.sha256(body).hexdigest()[:8]
        self._files[name] = Asset(name, digest, MEDIA_TYPES[suffix], body, packed)

    def __getitem__(self, name: str) -> Asset:
        return self._files[name]

    def url(self, name: str) -> str:
        """The address of a file, good for ever; raises KeyError for a file that isn't there."""
        return self._files[name].url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(PREFIX)
        await self._answer(path, scope["method"], Headers(scope=scope))(scope, receive, send)

    def _answer(self, path: str, method: str, headers: Headers) -> Response:
        if method not in ("GET", "HEAD"):
            return PlainTextResponse("Method not allowed", 405, {"Allow": "GET, HEAD"})
        digest, _, name = path.strip("/").partition("/")
        asset = self._files.get(name)
        if asset is None:
            return PlainTextResponse("Not found", 404)
        if digest != asset.digest:
            return RedirectResponse(asset.url, 307, {"Cache-Control": "no-cache"})
        encoding = _encoding(headers.get("accept-encoding", ""), asset)
        answer = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding", "Content-Type": asset.media_type}
        if encoding:
            answer["Content-Encoding"] = encoding
        return Response(asset.packed.get(encoding, asset.body), headers=answer)


def report_style(styles: Path = STYLES) -> str:
    """Return the style of a report that is kept as a file, for within it: it names no other file, fonts neither."""
    return FONT.sub("", lightningcss.bundle_css(str(styles / REPORT)))


def bundled(folder: Path, name: str, seen: set[str] | None = None) -> str:
    """Return a script with the modules it imports before it, each once, as one module; all share one scope.

    Only `import "./x.js"` and `import {...} from "./x.js"`, a line each, and `export` before a declaration are known.
    """
    seen = set() if seen is None else seen
    seen.add(name)
    text = (folder / name).read_text(encoding="utf-8")
    before = [bundled(folder, other, seen) for other in IMPORT.findall(text) if other not in seen]
    return "".join([*before, re.sub(r"(?m)^export ", "", IMPORT.sub("", text))])


def _encoding(accepted: str, asset: Asset) -> str:
    """The best packing that a client takes, or '' for none; an offer with q=0 is a refusal."""
    offers = {}
    for offer in accepted.lower().split(","):
        name, _, quality = offer.partition(";")
        offers[name.strip()] = quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in asset.packed if offers.get(name)), "")


def brand_css(hue: int) -> str:
    """The style sheet of a community's own hue, in degrees (any integer, taken modulo 360)."""
    return f":root{{--brand:{hue % 360}}}\n"
