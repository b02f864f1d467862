"""Every setting is described, and the README's table is what the code says."""

import re
import tomllib
from pathlib import Path

import pytest

import domain
from domain.settings import Settings

README = Path(domain.__file__).parent.parent / "README.md"
ROW = re.compile(r"^\| `([A-Z][A-Z_]*)` \|(?: `([^`|]*)`)? \| (.*) \|$", re.MULTILINE)
FIELDS = {name.upper(): field for name, field in Settings.model_fields.items()}


@pytest.mark.parametrize("name", FIELDS)
def test_a_setting_is_described_in_a_sentence(name: str) -> None:
    assert (FIELDS[name].description or "").endswith(".")


def test_the_readme_lists_every_setting_with_its_default_in_this_order() -> None:
    shown = {name: str(field.default) if field.default not in (None, "") else "" for name, field in FIELDS.items()}
    expected = [(name, default, FIELDS[name].description) for name, default in shown.items()]
    assert ROW.findall(README.read_text()) == expected


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((README.parent / "pyproject.toml").read_text())["project"]
    assert project["version"] == domain.VERSION
