"""Shaping the community."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import permissions
from domain.clock import now, zones
from domain.community.events import CommunityRevised
from domain.community.model import (
    CARDS_MOST,
    DOMAIN_MOST,
    FIRST_REASONS,
    FIRST_TEXTS_MOST,
    FIRST_VALUES,
    GROUPS_MOST,
    HOURS_MOST,
    LANGUAGES,
    NAME_MOST,
    PHRASE_MOST,
    PHRASES_MOST,
    TAGLINE_MOST,
    Community,
    Joining,
    Reading,
    Reason,
    Value,
)
from domain.community.queries import current, synonyms
from domain.community.use_cases.holidays import days
from domain.errors import Conflict, _
from domain.events import record
from domain.permissions import Actor, Permission
from domain.texts import Problems, checked

Groups = Collection[Collection[str]]


class SetUpAlready(Conflict):
    """There is a community in this database."""

    code = "set_up_already"
    message = _("This community has been set up already.")


async def set_up(session: AsyncSession, *, name: str, **fields: Any) -> Community:
    """Make the community; done once, by its operator. Raises SetUpAlready."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("set_up"))))
    if await session.get(Community, 1) is not None:
        raise SetUpAlready
    with checked() as problems:
        fresh = _checked(problems, {"name": name, **fields})
    community = Community(id=1, created_at=now(session), **fresh)
    session.add(community)
    session.add_all(Reason(kind=kind, label=label) for kind, label in FIRST_REASONS)
    session.add_all(Value(name=name, says=says) for name, says in FIRST_VALUES)
    await session.flush()
    return community


async def revise(session: AsyncSession, actor: Actor, **fields: Any) -> Community:
    """Change any of the community's fields, given by name; raises Invalid naming each that doesn't fit."""
    community = await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    with checked() as problems:
        fresh = _checked(problems, fields)
    changed = [field for field, value in fresh.items() if getattr(community, field) != value]
    for field in changed:
        setattr(community, field, fresh[field])
    if changed:
        await record(session, CommunityRevised(actor.id, changed))
    return community


class SynonymsChangedMeanwhile(Conflict):
    """Another admin changed the synonyms after this form was opened."""

    code = "synonyms_changed_meanwhile"
    message = _(
        "These groups were changed while you were writing. Yours are still here; please compare and save again."
    )
    field = "synonyms"


async def revise_synonyms(
    session: AsyncSession, actor: Actor, groups: Groups, *, based_on: Groups = ()
) -> list[list[str]]:
    """Change which phrases mean the same to the search, all groups at once; empty ones are left out.

    `based_on` are the groups that whoever changes them saw. Raises NotAllowed, SynonymsChangedMeanwhile, Invalid.
    """
    community = await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    with checked() as problems:
        fresh = _groups(problems, groups)
    kept = await synonyms(session)
    if _lines(kept) not in (_lines(based_on), _lines(fresh)):
        raise SynonymsChangedMeanwhile
    if fresh != kept:
        community.synonyms = fresh
        await session.flush()
        await record(session, CommunityRevised(actor.id, ["synonyms"]))
    return fresh


def _lines(groups: Groups) -> list[str]:
    return [", ".join(phrase.strip() for phrase in group) for group in groups]


def _groups(problems: Problems, given: Collection[Collection[str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    line_of: dict[str, int] = {}
    if len(given) > 10 * GROUPS_MOST:
        given = list(given)[: GROUPS_MOST + 1]
    for line, phrases in enumerate(given, 1):
        group = [tidy for phrase in list(phrases)[: PHRASES_MOST + 1] if (tidy := _phrase(problems, phrase))]
        if not group:
            continue
        if not 2 <= len(group) <= PHRASES_MOST:
            message = _("Line %(line)s: a group is 2 to %(most)s phrases that mean the same.")
            problems.add("synonyms", "group_size", message, line=line, most=PHRASES_MOST)
        for phrase in group:
            if phrase.casefold() in line_of:
                message = _("Line %(line)s: “%(phrase)s” stands in line %(other)s already.")
                other = line_of[phrase.casefold()]
                problems.add("synonyms", "twice", message, line=line, phrase=phrase[:PHRASE_MOST], other=other)
            line_of[phrase.casefold()] = line
        groups.append(group)
    if len(groups) > GROUPS_MOST:
        problems.add("synonyms", "too_many", _("%(most)s groups are the most that fit."), most=GROUPS_MOST)
    return groups


def _phrase(problems: Problems, given: str) -> str:
    phrase = problems.line("synonyms", given, most=PHRASE_MOST)
    if phrase and not any(char.isalnum() for char in phrase):
        problems.add("synonyms", "no_word", _("“%(phrase)s” has no word in it."), phrase=phrase[:PHRASE_MOST])
    return phrase


def _checked(problems: Problems, fields: Mapping[str, Any]) -> dict[str, Any]:
    fresh = dict(fields)
    if "name" in fields:
        fresh["name"] = problems.line("name", fields["name"], least=2, most=NAME_MOST)
    if "tagline" in fields:
        fresh["tagline"] = problems.line("tagline", fields["tagline"], most=TAGLINE_MOST)
    if "zone" in fields and fields["zone"] not in zones():
        problems.add("zone", "unknown", _("Choose a time zone by its name, such as Europe/Berlin."))
    if "hue" in fields and not (isinstance(fields["hue"], int) and 0 <= fields["hue"] <= 359):
        problems.add("hue", "out_of_range", _("A hue is a number from 0 to 359."))
    if "language" in fields:
        require_one_of(problems, "language", fields["language"], LANGUAGES)
    if "reading" in fields:
        require_one_of(problems, "reading", fields["reading"], [str(kind) for kind in Reading])
        fresh["reading"] = fields["reading"] if problems.found else Reading(fields["reading"])
    if "joining" in fields:
        require_one_of(problems, "joining", fields["joining"], [str(kind) for kind in Joining])
        fresh["joining"] = fields["joining"] if problems.found else Joining(fields["joining"])
    if "join_domains" in fields:
        fresh["join_domains"] = _domains(problems, fields["join_domains"])
    if "first_texts" in fields and not (
        isinstance(fields["first_texts"], int) and 0 <= fields["first_texts"] <= FIRST_TEXTS_MOST
    ):
        problems.add("first_texts", "out_of_range", _("Give a number from 0 to %(most)s."), most=FIRST_TEXTS_MOST)
    for name in ("executive_cards", "staff_cards"):
        if name in fields and not (isinstance(fields[name], int) and 0 <= fields[name] <= CARDS_MOST):
            problems.add(name, "out_of_range", _("Give a number from 0 to %(most)s."), most=CARDS_MOST)
    _check_clock(problems, fields, fresh)
    return fresh


def _check_clock(problems: Problems, fields: Mapping[str, Any], fresh: dict[str, Any]) -> None:
    hours = fields.get("answer_hours", 1)
    if not (isinstance(hours, int) and 1 <= hours <= HOURS_MOST):
        problems.add("answer_hours", "out_of_range", _("Give 1 to %(most)s hours."), most=HOURS_MOST)
    if "working_days" in fields:
        fresh["working_days"] = sorted(set(fields["working_days"]))
        if not fresh["working_days"] or not set(fresh["working_days"]) <= set(range(1, 8)):
            problems.add("working_days", "missing", _("Choose at least one day on which somebody works."))
    if "round_the_clock" in fields and not isinstance(fields["round_the_clock"], bool):
        problems.add("round_the_clock", "unknown", _("Choose one of the options."))
    if "holidays" in fields:
        fresh["holidays"] = days(problems, fields["holidays"])


def require_one_of(problems: Problems, field: str, value: object, choices: Collection[str]) -> None:
    """Note that a field's value is none of those that can be chosen."""
    if value not in choices:
        problems.add(field, "unknown", _("Choose one of the options."))


def _domains(problems: Problems, given: Collection[str]) -> list[str]:
    domains = sorted({domain.strip().lower().lstrip("@") for domain in given if domain.strip()})
    for domain in domains:
        if (
            len(domain) > DOMAIN_MOST
            or "." not in domain
            or not all(label.replace("-", "").isalnum() for label in domain.split("."))
        ):
            message = _("“%(domain)s” doesn't look like the part of an address after the @.")
            problems.add("join_domains", "not_a_domain", message, domain=domain[:80])
    return domains
