"""The shape of the house: what files are called, how long they are, and the words in them."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import domain

ROOT = Path(domain.__file__).parent.parent
PYTHON = sorted(
    path.relative_to(ROOT)
    for folder in ("api", "web", "domain", "benchmarks", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
CONCEPTS = sorted(
    path.parent.name
    for path in (ROOT / "domain").glob("*/__init__.py")
    if path.parent.name not in ("postgres", "backups")
)

NAMED = {
    "__init__.py",
    "model.py",
    "policy.py",
    "queries.py",
    "use_cases.py",
    "use_cases",
    "events.py",
    "subscribers.py",
}
# What a concept computes has a module named for it. A new one is put here, or belongs into one of the named ones.
COMPUTED = {
    "answers": {"promise.py", "working_time.py"},
    "badges": {
        "criteria.py",
        "deeds.py",
        "earning.py",
        "nearing.py",
        "previewing.py",
        "progress.py",
        "seeding.py",
        "settling.py",
        "showing.py",
        "starters.py",
        "surveying.py",
    },
    "credentials": {
        "baking.py",
        "canonical.py",
        "contexts.py",
        "documents.py",
        "examiner.py",
        "examining.py",
        "jwts.py",
        "keys.py",
        "looks.py",
        "multikeys.py",
        "proofs.py",
        "shapes.py",
        "statuses.py",
        "vendor",
        "verifying.py",
        "wording.py",
    },
    "comments": {"editions.py", "finding.py", "mentions.py"},
    "experiments": {
        "amounts.py",
        "check_ins.py",
        "chronicle.py",
        "conclusions.py",
        "courses.py",
        "effects.py",
        "entries.py",
        "guardrails.py",
        "health.py",
        "library.py",
        "maturity.py",
        "odds.py",
        "planning.py",
        "portfolio.py",
        "plans.py",
        "promises.py",
        "recounting.py",
        "refusals.py",
        "replay.py",
        "reuses.py",
        "sample_ratio.py",
        "sentences.py",
        "storytelling.py",
        "terms.py",
        "tidying.py",
        "totals.py",
        "tried.py",
        "verdicts.py",
        "wording.py",
    },
    "rollouts": {"looking_back.py", "reach.py", "storytelling.py"},
    "fairness": {
        "bending.py",
        "evidence.py",
        "gathering.py",
        "holding.py",
        "quarantine.py",
        "signals.py",
        "thresholds.py",
    },
    "images": {"arranging.py", "folder.py", "reencoding.py", "workshop.py"},
    "ideas": {
        "cards.py",
        "counters.py",
        "explaining.py",
        "feed.py",
        "finding.py",
        "lists.py",
        "merges.py",
        "narrowing.py",
        "ranking.py",
        "similar.py",
        "statuses.py",
    },
    "imports": {"asos.py", "conversation.py", "records.py", "report.py"},
    "metrics": {"figures.py", "trends.py"},
    "notifications": {
        "called.py",
        "carried.py",
        "honoured.py",
        "kinds.py",
        "mailing.py",
        "merged.py",
        "moderated.py",
        "outcomes.py",
        "rewarded.py",
        "telling.py",
        "rolled_out.py",
        "tested.py",
        "thanked.py",
        "timing.py",
        "trusted.py",
        "weighed.py",
        "wording.py",
    },
    "heroes": {"candidates.py", "naming.py", "telling.py", "turns.py"},
    "challenges": {"recounting.py", "standing.py"},
    "recognition": {"budget.py", "evidence.py", "fairness.py", "thanks.py"},
    "rewards": {
        "asking.py",
        "balances.py",
        "boards.py",
        "catching_up.py",
        "causes.py",
        "conditions.py",
        "due.py",
        "experimenting.py",
        "explaining.py",
        "ledger.py",
        "pending.py",
        "previewing.py",
        "rebuilding.py",
        "rulebook.py",
        "seasons.py",
        "settling.py",
        "steps.py",
        "waiting.py",
    },
    "scores": {"formula.py"},
    "search": {"passages.py"},
    "moderation": {"desk.py", "staff_actions.py", "subjects.py", "suspicion.py"},
    "trust": {"evidence.py", "levels.py", "recounting.py", "thresholds.py"},
    "triage": {"board.py", "edition.py", "places.py", "preview.py", "queue.py", "roadmap.py", "story.py"},
    "votes": {"counting.py"},
    "members": {"passwords.py", "secrets.py", "limits.py", "common_passwords.txt"},
}

BANNED = {"util", "utils", "helper", "helpers", "common", "base", "manager", "service", "core", "misc", "handler", "v2"}
# Words that mean something else here, or another word is used for: see the design's list.
OTHER_WORDS = {
    "Stage": "Status",
    "Feedback": "Answer, or Rating",
    "Post": "Idea",
    "Proposal": "Idea",
    "Upvote": "Vote",
    "Like": "Vote",
    "User": "Member",
    "Account": "Member",
    "Category": "Quadrant, Tag or Status",
    "Notification": "Notice",
    "Champion": "Sponsor",
    "Reply": "Comment",
    "Group": "Team",
}
ALLOWED_CLASSES = {"Base"}  # SQLAlchemy's own word for what tables stand on


def _classes() -> list[tuple[Path, str]]:
    # The database's own supervisor speaks of accounts of the operating system.
    return [
        (path, node.name)
        for path in PYTHON
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.ClassDef) and "postgres" not in path.parts
    ]


def _words(name: str) -> list[str]:
    """Return the words that a file's or a class's name is made of."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def test_no_module_is_longer_than_300_lines() -> None:
    long = {str(path): lines for path in PYTHON if (lines := len((ROOT / path).read_text().splitlines())) > 300}
    assert long == {}


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_holds_only_its_named_files(concept: str) -> None:
    folder = ROOT / "domain" / concept
    files = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    assert files - NAMED == COMPUTED.get(concept, set())
    assert not {"use_cases.py", "use_cases"} <= files
    assert all(path.suffix == ".py" or path.name == "__pycache__" for path in folder.glob("use_cases/*"))


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_front_door_is_a_sentence_and_names_let_through_on_purpose(concept: str) -> None:
    tree = ast.parse((ROOT / "domain" / concept / "__init__.py").read_text())
    assert (ast.get_docstring(tree) or "").endswith(".")
    for node in tree.body[1:]:
        assert isinstance(node, ast.ImportFrom)
        assert all(name.asname == name.name for name in node.names)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_no_module_takes_the_name_of_what_the_front_door_lets_through(concept: str) -> None:
    package = importlib.import_module(f"domain.{concept}")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"domain.{concept}.{module.name}")
    source = ast.parse((ROOT / "domain" / concept / "__init__.py").read_text())
    names = [name.name for node in source.body if isinstance(node, ast.ImportFrom) for name in node.names]
    assert [name for name in names if isinstance(getattr(package, name), ModuleType)] == []


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_use_case_never_commits(concept: str) -> None:
    for path in (ROOT / "domain" / concept).rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)]
        assert not [call.attr for call in calls if call.attr in ("commit", "rollback")] or concept == "imports", path


def test_no_file_is_called_what_says_nothing() -> None:
    assert [str(path) for path in PYTHON if BANNED & set(_words(path.stem))] == []
    assert [str(path) for path in PYTHON if BANNED & {word for part in path.parts for word in _words(part)}] == []


def test_no_class_is_called_what_says_nothing() -> None:
    found = [(str(path), name) for path, name in _classes() if BANNED & set(_words(name))]
    assert [(path, name) for path, name in found if name not in ALLOWED_CLASSES] == []


def test_classes_use_the_words_of_the_design() -> None:
    assert [(str(path), name, OTHER_WORDS[name]) for path, name in _classes() if name in OTHER_WORDS] == []


@pytest.mark.parametrize("path", [path for path in PYTHON if path.parts[0] != "tests"], ids=str)
def test_every_module_says_in_a_sentence_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse((ROOT / path).read_text())) or ""
    assert docstring.rstrip(")").endswith((".", "?", ":")), docstring
