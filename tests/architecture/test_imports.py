"""Who may import whom: the contracts hold, and their order is the design's."""

import subprocess
import sys
import tomllib
from pathlib import Path

import domain

ROOT = Path(domain.__file__).parent.parent

# The design's order, from the ground up, as far as it will ever be built; imports only reads what others offer.
DESIGN = [
    *("outbox", "community", "members", "ideas", "votes", "behalf", "offers", "comments", "images", "follows"),
    *("answers", "moderation", "trust", "triage", "changelog", "scores", "metrics", "experiments", "rollouts"),
    *("journeys", "feedback"),
    *(
        "rewards",
        "badges",
        "credentials",
        "recognition",
        "heroes",
        "challenges",
        "fairness",
        "celebrations",
        "notifications",
        "search",
    ),
]
ON_TOP = {"imports"}
NO_CONCEPT = {"postgres", "backups"}


def _layers() -> list[list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (concepts,) = [contract for contract in contracts if contract.get("containers") == ["domain"]]
    assert concepts["exhaustive"] is True
    return [[name.strip() for name in layer.split("|")] for layer in reversed(concepts["layers"])]


def test_every_concept_has_its_line_and_the_order_is_the_designs() -> None:
    there = {path.parent.name for path in (ROOT / "domain").glob("*/__init__.py")} - NO_CONCEPT
    assert there <= set(DESIGN) | ON_TOP
    order = [name for layer in _layers() for name in layer if name in DESIGN]
    assert order == [name for name in DESIGN if name in there]


def test_what_lies_beside_the_concepts_lies_below_or_above_them() -> None:
    layers = _layers()
    ground = {path.stem for path in (ROOT / "domain").glob("*.py")} - {"__init__"} | NO_CONCEPT
    height = {name: level for level, layer in enumerate(layers) for name in layer}
    assert ground <= set(height)
    lowest, highest = (edge(height[name] for name in DESIGN if name in height) for edge in (min, max))
    for name in ground | ON_TOP:
        above = (
            name
            in {"all_models", "subscribers", "for_the_record", "checks", "personal_data", "arrivals", "backups"}
            | {"encounters", "stories", "tracing"}
            | ON_TOP
        )
        assert height[name] > highest if above else height[name] < lowest, name


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
