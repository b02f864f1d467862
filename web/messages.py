"""Collects the sentences to translate into the catalogues: `python -m web.messages` (not for the server)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from domain.community import LANGUAGES
from web.i18n import LOCALES

ROOT = Path(__file__).parent.parent
METHODS = (("**.py", "python"), ("templates/**.html", "jinja2"), ("demo/people.toml", "web.messages:of_guides"))
# Set as the templates' environment is, for the sentences inside of blocks.
OPTIONS = {
    "templates/**.html": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
        "extensions": "web.keeping.Keeping",
    }
}
KEYWORDS = DEFAULT_KEYWORDS | {"mark": None}


def collected() -> Catalog:
    """Return all sentences of the code, the templates and the demo's guides, untranslated."""
    catalogue = Catalog(project="Fourfold", fuzzy=False)
    for folder in ("domain", "api", "web"):
        for _path, _line, message, _comments, context in extract_from_dir(ROOT / folder, METHODS, OPTIONS, KEYWORDS):
            catalogue.add(message, context=context)
    return catalogue


def of_guides(
    file: IO[bytes], keywords: object, tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield what each guide of the demo proposes, as Babel asks of an extractor: line, function, message, comments."""
    for person in tomllib.load(file)["person"]:
        if "try" in person:
            yield 0, "_", person["try"], []


def path_of(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return LOCALES / language / "LC_MESSAGES" / "fourfold.po"


def renew(language: str) -> None:
    """Bring a catalogue up to date: new sentences come in empty, forgotten ones leave, translations stay."""
    with path_of(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    with path_of(language).open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, no_location=True, ignore_obsolete=True)


if __name__ == "__main__":
    for each in LANGUAGES:
        if path_of(each).exists():
            renew(each)
