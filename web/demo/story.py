"""Reads the demo's story from its TOML files and turns the times written there into durations before now."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from web.demo import answering, turnout
from web.demo.model import (
    DemoComment,
    DemoCommunity,
    DemoDeclining,
    DemoEdit,
    DemoEntry,
    DemoIdea,
    DemoOffer,
    DemoRemoval,
    DemoRevision,
    DemoStep,
    DemoWithdrawal,
    Person,
    Story,
)

HERE = Path(__file__).parent
A_WEDNESDAY_EVENING = datetime(2026, 6, 17, 18, 30, tzinfo=UTC)
WHEN = re.compile(r"[+-](?:(?P<days>\d+)d (?P<clock>\d\d:\d\d)|(?P<hours>\d+)h|(?P<minutes>\d+)m)")

Table = dict[str, Any]


def load(now: datetime = A_WEDNESDAY_EVENING) -> Story:
    """The story as seen from `now` (aware), with the evenings and weekends of its zone; equal for equal `now`."""
    community = _community(_read(HERE / "community.toml"))
    calendar = _Calendar(now.astimezone(UTC), ZoneInfo(community.zone))
    people = [_person(table, calendar) for table in _read(HERE / "people.toml")["person"]]
    ideas = [
        _idea(table, path.stem, calendar)
        for path in sorted((HERE / "ideas").glob("*.toml"))
        for table in _read(path)["idea"]
    ]
    everybody = tuple(sorted(people, key=lambda person: -person.ago))
    everything = tuple(sorted(ideas, key=lambda idea: -idea.ago))
    since = {idea.key: idea.ago for idea in everything}
    told = [_offer(table, since[table["idea"]], calendar) for table in _read(HERE / "offers.toml")["offer"]]
    offers = tuple(sorted(told, key=lambda offer: (-offer.ago, offer.idea, offer.by)))
    said, work = _read(HERE / "answers.toml"), _read(HERE / "teamwork.toml")
    steps = tuple(_step(table, calendar) for table in said["step"])
    first = answering.first_answers(everything, steps, said, calendar.now, calendar.zone)
    wished = turnout.votes(everybody, everything, offers, calendar.now, calendar.zone)
    votes = answering.while_open(wished, steps, everything)
    looks = turnout.looks(everybody, everything)
    return Story(
        community=community,
        people=everybody,
        ideas=everything,
        offers=offers,
        votes=votes,
        looks=looks,
        steps=first + steps,
        entries=tuple(_entry(table, calendar) for table in work["entry"]),
        tags=work["tags"],
        scores={key: tuple(terms) for key, terms in work["scores"].items()},
        best_customers=tuple(said["best_customers"]),
        on_duty=said["on_duty"],
        follows=turnout.follows(votes),
        experiments=_experiments(calendar),
    )


@dataclass(frozen=True, slots=True)
class _Calendar:
    now: datetime
    zone: ZoneInfo

    def ago(self, when: str, since: timedelta = timedelta(0)) -> timedelta:
        """How long ago `when` was: "-90d 18:10" or "-95m" from now, "+2d 09:15", "+3h" or "+40m" from `since`."""
        match = WHEN.fullmatch(when)
        if match is None:
            raise ValueError(f"not a time of the story: {when!r}")
        forward = 1 if when.startswith("+") else -1
        if match["days"] is None:
            return since - forward * timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
        start = (self.now - since).astimezone(self.zone)
        day = start.date() + forward * timedelta(days=int(match["days"]))
        moment = datetime.combine(day, time.fromisoformat(match["clock"]), self.zone)
        return self.now - moment.astimezone(UTC)


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _experiments(calendar: _Calendar) -> tuple[Table, ...]:
    tables = _read(HERE / "experiments.toml")["experiment"]
    return tuple(
        {**table, "step": [{**step, "ago": calendar.ago(step["at"])} for step in table["step"]]} for table in tables
    )


def _community(table: Table) -> DemoCommunity:
    teams = tuple(team["name"] for team in table.pop("team"))
    about, domains = table.pop("about").strip(), tuple(table.pop("join_domains"))
    synonyms = tuple(tuple(group) for group in table.pop("synonyms"))
    return DemoCommunity(about=about, join_domains=domains, teams=teams, synonyms=synonyms, **table)


def _person(table: Table, calendar: _Calendar) -> Person:
    return Person(
        ago=calendar.ago(table.pop("joined")),
        language=table.pop("language", "en"),
        team=table.pop("team", None),
        sponsor=table.pop("sponsor", False),
        guide=table.pop("guide", False),
        try_this=table.pop("try", ""),
        cares=frozenset(table.pop("cares")),
        **table,
    )


def _idea(table: Table, quadrant: str, calendar: _Calendar) -> DemoIdea:
    ago = calendar.ago(table.pop("at"))
    text = _text(table)
    revisions, latest = [], text
    for edit in table.pop("revision", []):
        moment, note = calendar.ago(edit.pop("at"), ago), edit.pop("note", None)
        latest = latest | _text(edit)
        revisions.append(DemoRevision(**latest, note=note, ago=moment))
        _nothing_left(edit)
    withdrawn = table.pop("withdrawn", None)
    return DemoIdea(
        **text,
        ago=ago,
        quadrant=quadrant,
        language=table.pop("language", "en"),
        draft=table.pop("draft", False),
        pull=table.pop("pull", 0),
        revisions=tuple(revisions),
        comments=_comments(table["key"], table.pop("comment", []), ago, calendar),
        withdrawn=withdrawn and DemoWithdrawal(withdrawn["reason"], calendar.ago(withdrawn["at"], ago)),
        **table,
    )


def _offer(table: Table, since: timedelta, calendar: _Calendar) -> DemoOffer:
    ago = calendar.ago(table.pop("at"), since)
    accepted, back = (table.pop(name, None) for name in ("accepted", "taken_back"))
    declined = table.pop("declined", None)
    return DemoOffer(
        ago=ago,
        text=table.pop("text", ""),
        accepted_ago=accepted and calendar.ago(accepted, ago),
        declined=declined and DemoDeclining(declined["note"], calendar.ago(declined["at"], ago)),
        taken_back_ago=back and calendar.ago(back, ago),
        **table,
    )


def _step(table: Table, calendar: _Calendar) -> DemoStep:
    look_again, second_at = table.pop("look_again", None), table.pop("second_at", None)
    return DemoStep(
        ago=calendar.ago(table.pop("at")),
        look_again_ago=look_again and calendar.ago(f"{look_again} 12:00"),
        second_ago=second_at and calendar.ago(second_at),
        **table,
    )


def _entry(table: Table, calendar: _Calendar) -> DemoEntry:
    ago, named, draft = calendar.ago(table.pop("at")), tuple(table.pop("ideas")), table.pop("draft", False)
    return DemoEntry(ago=ago, ideas=named, draft=draft, **table)


def _text(table: Table) -> Table:
    """Takes what an edit can change out of `table`; whatever isn't there stays as it was."""
    found: Table = {name: table.pop(name).strip() for name in ("title", "problem", "proposal") if name in table}
    if "tags" in table:
        found["tags"] = tuple(table.pop("tags"))
    return found


def _comments(idea: str, tables: list[Table], since: timedelta, calendar: _Calendar) -> tuple[DemoComment, ...]:
    found = []
    for number, table in enumerate(tables, start=1):
        replies = table.pop("reply", [])
        comment = _comment(f"{idea}/{number}", None, table, since, calendar)
        found.append(comment)
        for place, reply in enumerate(replies, start=1):
            found.append(_comment(f"{comment.key}/{place}", comment.key, reply, since, calendar))
    return tuple(sorted(found, key=lambda comment: -comment.ago))


def _comment(key: str, parent: str | None, table: Table, since: timedelta, calendar: _Calendar) -> DemoComment:
    ago = calendar.ago(table.pop("at"), since)
    edit, removal = table.pop("edited", None), table.pop("removed", None)
    return DemoComment(
        key=key,
        parent=parent,
        body=table.pop("body").strip(),
        ago=ago,
        edited=edit and DemoEdit(edit["body"], calendar.ago(edit["at"], ago)),
        removed=removal and DemoRemoval(removal["by"], removal.get("reason"), calendar.ago(removal["at"], ago)),
        **table,
    )


def _nothing_left(table: Table) -> None:
    if table:
        raise ValueError(f"the story doesn't know {', '.join(table)}")
