"""Who reacts to what stands on one page, and that page is whole."""

import dataclasses
import inspect
from typing import get_type_hints

import pytest

from domain import all_models, subscribers
from domain.events import PEOPLE, Fact
from domain.for_the_record import FOR_THE_RECORD
from domain.subscribers import SUBSCRIBERS

FACTS = sorted(Fact.kinds.values(), key=lambda fact: fact.__name__)
THINGS = {
    "idea_id",
    "comment_id",
    "parent_id",
    "team_id",
    "offer_id",
    "answer_id",
    "pause_id",
    "decision_id",
    "report_id",
    "note_id",
    "edit_id",
    "merge_id",
    "target_id",
    "entry_id",
    "metric_id",
    "reading_id",
    "experiment_id",
    "conclusion_id",
    "check_in_id",
    "card_id",
    "recognition_id",
    "value_id",
    "rule_id",
    "season_id",
    "step_id",
    "benefit_id",
    "award_id",
    "badge_id",
    "hero_id",
    "nomination_id",
    "challenge_id",
    "case_id",
    "batch_id",
}  # numbers in facts that are no person's


def test_every_fact_has_subscribers_or_is_kept_for_the_record_and_none_both() -> None:
    assert all_models.metadata.tables
    assert set(SUBSCRIBERS) | FOR_THE_RECORD == set(FACTS)
    assert set(SUBSCRIBERS) & FOR_THE_RECORD == set()
    assert all(SUBSCRIBERS.values())


def test_every_subscriber_comes_by_a_front_door() -> None:
    for reactions in SUBSCRIBERS.values():
        for reaction in reactions:
            concept = getattr(subscribers, reaction.__module__.split(".")[1])
            assert getattr(concept, reaction.__name__) is reaction


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_frozen_plain_described_and_in_the_past(fact: type[Fact]) -> None:
    assert fact.__module__.endswith(".events")
    assert dataclasses.is_dataclass(fact)
    assert fact.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert inspect.getdoc(fact)
    kinds = {name: get_type_hints(fact)[name] for name in (field.name for field in dataclasses.fields(fact))}
    assert set(kinds.values()) <= {int, int | None, str, str | None, bool, list[str]}, kinds
    numbers = {name for name in kinds if name.endswith("_id")}
    assert numbers <= THINGS | set(PEOPLE), "say in domain.events.PEOPLE whether this is a person"
    past = (
        "ed",
        "Cast",
        "Left",
        "Written",
        "Withdrawn",
        "Named",
        "Made",
        "Sent",
        "Back",
        "Overdue",
        "Hidden",
        "Undone",
        "Fell",
        "HandedOver",
        "Down",
        "Given",
        "Shown",
        "Chosen",
    )
    assert fact.__name__.endswith(past), fact.__name__
