"""The templates hold the house rules of HTML: no inline code, no htmx 2, a token in every form, a stated context."""

import re
from pathlib import Path

import pytest
from jinja2 import meta

from web.assets import Assets
from web.render import TEMPLATES as HOME
from web.render import environment

# A letter is read by mail programs, which know no style sheets.
ALL = sorted(path for path in HOME.rglob("*.html") if path.name != "letter.html")
READER = environment(Assets())
IDS = [path.relative_to(HOME).as_posix() for path in ALL]
GLOBALS = {"_", "ngettext", "gettext", "ui", "asset", "quadrants", "statuses", "dict"}

FORBIDDEN = {
    "an inline handler": r"\son(?:click|change|input|submit|load|error|focus|blur|key\w+|mouse\w+)\s*=|hx-on[:\-=]",
    "code in an attribute": r"\bjs:|javascript:",
    "a trigger filter": r"hx-trigger=\"[^\"]*\[",
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "a name of htmx 2": r"hx-(?:ext|vars|params|disinherit|disabled-elt|history-elt|prompt|request)\b|htmx:[a-z]+[A-Z]",
    "a link that only script follows": r"hx-boost|href=\"#\"",
    "a foreign address": r"(?:src|href|action|hx-get|hx-post)=\"https?:",
    "an exclamation mark in a sentence": r"_\(\"[^\"]*!\"\)",
}


@pytest.mark.parametrize("path", ALL, ids=IDS)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str, path: Path) -> None:
    found = re.search(FORBIDDEN[what], path.read_text(encoding="utf-8"))
    assert found is None, f"{what}: {found and found[0]}"


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_every_form_that_changes_something_carries_the_token(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
        if 'method="post"' in form:
            assert "csrf(" in form, form[:120]
            assert re.search(r'\saction="/', form) or 'action="{{ ' in form, "it must work without script"


@pytest.mark.parametrize(
    "path", [path for path in ALL if path.name != "components.html"], ids=lambda path: path.relative_to(HOME).as_posix()
)
def test_a_template_uses_only_what_its_context_comment_promises(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comments = re.findall(r"\{#(.*?)#\}", text, re.DOTALL)
    assert comments, "a template begins by saying what it must be given"
    assert comments[0].lstrip().startswith("context")
    promised = set(re.findall(r"\w+", comments[0])) | set(re.findall(r"\w+", _context_of("layout.html")))
    asked = meta.find_undeclared_variables(READER.parse(text))
    assert asked - GLOBALS - promised == set()


def _context_of(name: str) -> str:
    found = re.search(r"\{#(.*?)#\}", (HOME / name).read_text(encoding="utf-8"), re.DOTALL)
    return found[1] if found else ""
