"""The static files: where they come from, how they are served, what they weigh, and whether the colours can be read."""

import gzip
import re
from math import cos, radians, sin
from pathlib import Path

import httpx
import pytest

from domain.answers import ClockState
from domain.ideas import Quadrant, Status
from web import avatars, vendor
from web.assets import SCRIPTS, STATIC, STYLES, Assets, brand_css

HTMX = "vendor/htmx-4.0.1/htmx.min.js"
FONT = "vendor/atkinson-hyperlegible-next-5.3.0/atkinson-hyperlegible-next-latin-wght-normal.woff2"
TEMPLATES = STATIC.parent / "templates"


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets()


@pytest.fixture
def client(assets: Assets) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(assets), base_url="http://site")


@pytest.mark.parametrize(
    "home", [vendor.SITE, vendor.BROWSER_TESTS, vendor.CONTEXTS], ids=lambda home: home.parent.name
)
def test_every_file_of_others_is_the_one_the_table_names(home: Path) -> None:
    assert (home / "README.md").read_text(encoding="utf-8") == vendor.table(home)
    listed = {f"{package.name}-{package.version}" for package in vendor.PACKAGES if package.home == home}
    assert {path.name for path in home.iterdir() if path.is_dir()} == listed


async def test_a_file_is_served_for_ever_under_the_name_of_its_content(
    client: httpx.AsyncClient, assets: Assets
) -> None:
    answer = await client.get(assets.url("app.css"), headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.content == assets["app.css"].body
    assert re.fullmatch(r"/static/[0-9a-f]{8}/app\.css", assets.url("app.css"))


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("zstd", None), ("", None)],
)
async def test_a_client_gets_the_best_packing_it_takes(
    client: httpx.AsyncClient, assets: Assets, accepted: str, expected: str | None
) -> None:
    answer = await client.get(assets.url(HTMX), headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == expected
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == assets[HTMX].body


async def test_a_range_is_answered_with_the_whole_file(client: httpx.AsyncClient, assets: Assets) -> None:
    answer = await client.get(assets.url(FONT), headers={"Range": "bytes=0-9", "Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.content == assets[FONT].body
    assert "content-encoding" not in answer.headers


async def test_an_old_address_leads_to_the_present_file(client: httpx.AsyncClient, assets: Assets) -> None:
    answer = await client.get("/static/00000000/app.css")
    assert answer.status_code == 307
    assert answer.headers["location"] == assets.url("app.css")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/00000000/nothing.css", "/static/", "/static/x/../../assets.py", "/static/x/%2e%2e/assets.py"]
)
async def test_what_is_not_ours_to_serve_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_files_are_only_read(client: httpx.AsyncClient, assets: Assets) -> None:
    answer = await client.post(assets.url("app.css"))
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert (await client.head(assets.url("app.css"))).content == b""


def test_a_page_stays_light(assets: Assets) -> None:
    def packed(name: str) -> int:
        return len(gzip.compress(assets[name].body))

    assert packed("app.css") <= 15 * 1024
    assert packed(HTMX) + packed("app.js") <= 22 * 1024
    assert len(assets[FONT].body) <= 55 * 1024


def test_the_modules_of_the_script_become_one_file(assets: Assets) -> None:
    script = assets["app.js"].body.decode()
    assert re.search(r"(?m)^(import|export) ", script) is None
    named = re.findall(r"(?m)^(?:const|let|function|class) ([\w$]+)", script)
    assert sorted(named) == sorted(set(named)), "the modules share one scope"
    for path in SCRIPTS.glob("*.js"):
        assert script.count(path.read_text(encoding="utf-8").splitlines()[0]) == 1, f"{path.name} is there once"


def test_the_style_sheet_asks_for_nothing_from_elsewhere(assets: Assets) -> None:
    sheet = assets["app.css"].body.decode()
    assert "asset:" not in sheet
    assert set(re.findall(r"url\(\"?([^)\"]{0,8})", sheet)) == {"/static/"}


def test_every_file_and_sign_that_a_template_names_is_there(assets: Assets) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    for name in set(re.findall(r"asset\('([^']+)'\)", text)):
        assert assets.url(name)
    called = set(re.findall(r"(?<![\w.])(?:ui\.)?icon\('([\w-]+)'\)", text))
    called |= set(re.findall(r"ui\.(?:button|act|link_button)\((?:[^()]|\([^()]*\))*?, \"([a-z0-9-]*)\"[,)]", text))
    drawn = set(re.findall(r'id="([\w-]+)"', assets["vendor/lucide-1.62.0/icons.svg"].body.decode()))
    assert called - {""} <= drawn


def test_a_hue_becomes_a_style_sheet_and_nothing_else() -> None:
    assert brand_css(210) == ":root{--brand:210}\n"
    assert brand_css(-10) == ":root{--brand:350}\n"


def test_the_same_member_has_the_same_picture_and_letters_cannot_break_it() -> None:
    assert avatars.svg(7, "ml") == avatars.svg(7, "ml")
    assert avatars.svg(7, "ml") != avatars.svg(8, "ml")
    assert "&lt;&amp;" in avatars.svg(7, "<&")


# Contrast. A colour role is a pair of oklch values, light and dark, whose hue or chroma may be a variable.

_NUMBER = r"([\d.]+|var\(--[\w-]+\))"
_COLOUR = rf"oklch\({_NUMBER} {_NUMBER} {_NUMBER}\)"
_ROLE = re.compile(rf"--([\w-]+): light-dark\({_COLOUR}, {_COLOUR}\)")
Colour = tuple[float, float, float]
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8").partition("@media")[0]


def roles(css: str, **variables: float) -> dict[str, tuple[Colour, Colour]]:
    """Return each role's colour in the light and in the dark theme as linear red, green and blue."""

    def value(text: str) -> float:
        return variables[text[6:-1].replace("-", "_")] if text.startswith("var") else float(text)

    found = {}
    for match in _ROLE.finditer(css):
        numbers = [value(text) for text in match.groups()[1:]]
        found[match[1]] = (linear(*numbers[:3]), linear(*numbers[3:]))
    return found


def linear(lightness: float, chroma: float, hue: float) -> Colour:
    """Return an oklch colour as linear sRGB, cut off at the edges of what a screen shows."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(1.0, max(0.0, part)) for part in (red, green, blue))  # type: ignore[return-value]


def contrast(one: Colour, other: Colour) -> float:
    """Return the WCAG contrast ratio of two linear colours."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def unreadable(pairs: str, least: float, colours: dict[str, tuple[Colour, Colour]]) -> list[str]:
    """Return which of the pairs, written as foreground/background, are under the least contrast."""
    bad = []
    for pair in pairs.split():
        front, back = pair.split("/")
        for theme, light_or_dark in enumerate(("light", "dark")):
            ratio = contrast(colours[front][theme], colours[back][theme])
            if ratio < least:
                bad.append(f"{pair} {light_or_dark} {ratio:.2f}")
    return bad


def test_text_can_be_read_on_every_surface_at_every_hue_of_a_brand() -> None:
    texts = """text/paper text/raised text/sunken muted/paper muted/raised muted/sunken accent/paper accent/raised
        accent/sunken accent-strong/paper on-accent/accent on-accent/accent-strong text/accent-soft paper/text
        bad/paper bad/raised bad/bad-soft text/bad-soft good/raised"""
    for hue in range(360):
        colours = roles(TOKENS.partition(".q-")[0], brand=hue)
        assert unreadable(texts, 4.5, colours) == [], f"hue {hue}"
        assert unreadable("edge/paper edge/raised edge/sunken accent/paper accent/raised", 3, colours) == []


def by_class(prefix: str) -> dict[str, dict[str, float]]:
    """Return the variables that the classes of a prefix set, for each class."""
    found: dict[str, dict[str, float]] = {}
    for selector, body in re.findall(rf"(?m)^(\.{prefix}-[^{{]+)\{{([^}}]*)\}}", TOKENS):
        numbers = {name.replace("-", "_"): float(value) for name, value in re.findall(r"--([\w-]+): ([\d.]+);", body)}
        for name in re.findall(rf"\.{prefix}-(\w+)", selector):
            found[name] = numbers
    return found


@pytest.mark.parametrize("quadrant", sorted(by_class("q")))
def test_a_quadrants_colours_carry_their_words(quadrant: str) -> None:
    fill = next(line for line in TOKENS.splitlines() if line.startswith(f".q-{quadrant} "))
    shades = next(part for part in TOKENS.split("}") if '[class*="q-"]' in part)
    general = TOKENS.partition(".q-")[0]
    colours = roles(general, brand=0) | roles(fill) | roles(shades, **by_class("q")[quadrant])
    assert unreadable("on-fill/fill q-text/paper q-text/raised text/q-soft", 4.5, colours) == []


@pytest.mark.parametrize("status", sorted(by_class("s")))
def test_a_status_can_be_read(status: str) -> None:
    shade = next(part for part in TOKENS.split("}") if '[class*="s-"]' in part)
    colours = roles(TOKENS.partition(".q-")[0], brand=0) | roles(shade, **by_class("s")[status])
    assert unreadable("s-text/paper s-text/raised", 4.5, colours) == []


def test_every_quadrant_and_status_has_its_colour_and_its_sign(assets: Assets) -> None:
    drawn = set(re.findall(r'id="(\w+)"', assets["motifs.svg"].body.decode()))
    assert set(by_class("q")) == set(Quadrant)
    assert set(by_class("s")) == set(Status)
    assert drawn == set(Quadrant) | set(Status) | (set(ClockState) - {ClockState.ENDED})
