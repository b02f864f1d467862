"""What admins do with people: roles, the sponsor, teams."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Conflict, NotFound, _, problem
from domain.events import record
from domain.members.events import DutyNamed, RoleChanged, SponsorNamed, TeamRevised
from domain.members.model import NAME_MOST, Actor, Member, Team, TeamMembership
from domain.members.policy import require_member
from domain.permissions import STAFF, Permission, Role
from domain.texts import checked


class LastAdmin(Conflict):
    """Without an admin nobody could change anything any more."""

    code = "last_admin"
    message = _("This is the only administrator. Please make somebody else one first.")


class StaffOnly(Conflict):
    """Only people who work here can be in a team or be the sponsor."""

    code = "staff_only"
    message = _("Only staff can do this. Please give them a staff role first.")


class ProductOnly(Conflict):
    """Only who may answer can be on duty."""

    code = "product_only"
    message = _("Only the product team and admins answer ideas. Please give them such a role first.")


class NameTaken(Conflict):
    """Another team is called that."""

    code = "name_taken"
    message = _("There is a team with this name already.")
    field = "name"


ON_DUTY = frozenset({Role.PRODUCT, Role.ADMIN})


async def change_role(session: AsyncSession, actor: Actor, member_id: int, role: Role | str) -> Member:
    """Give a member another role, which counts from their next request. Raises Invalid, NotFound, LastAdmin."""
    admins = await lock_admins(session)
    member = await _present(session, member_id)
    admin = require_member(actor, Permission.MANAGE_MEMBERS)
    if role not in set(Role) - {Role.VISITOR}:
        raise problem("role", "unknown", _("Choose one of the options."))
    before, member.role = member.role, Role(role)
    if before is Role.ADMIN and member.role is not Role.ADMIN and admins == {member.id}:
        raise LastAdmin
    if member.role not in ON_DUTY:
        member.is_on_duty = False
    if member.role not in STAFF:
        member.is_sponsor = False
        await session.execute(delete(TeamMembership).where(TeamMembership.member_id == member.id))
    if before is not member.role:
        await record(session, RoleChanged(admin.id, member.id, before, member.role))
    return member


async def name_sponsor(session: AsyncSession, actor: Actor, member_id: int) -> Member:
    """Make a member of staff the one person accountable for the programme. Raises NotFound, StaffOnly."""
    await lock_admins(session)
    member = await _present(session, member_id)
    admin = require_member(actor, Permission.MANAGE_MEMBERS)
    if member.role not in STAFF:
        raise StaffOnly
    await session.execute(update(Member).where(Member.is_sponsor).values(is_sponsor=False))
    member.is_sponsor = True
    await record(session, SponsorNamed(admin.id, member.id))
    return member


async def name_on_duty(session: AsyncSession, actor: Actor, member_id: int) -> Member:
    """Make a product member the one who hears of late answers beside their owner. Raises NotFound, ProductOnly."""
    await lock_admins(session)
    member = await _present(session, member_id)
    admin = require_member(actor, Permission.MANAGE_MEMBERS)
    if member.role not in ON_DUTY:
        raise ProductOnly
    await session.execute(update(Member).where(Member.is_on_duty).values(is_on_duty=False))
    member.is_on_duty = True
    await record(session, DutyNamed(admin.id, member.id))
    return member


async def save_team(
    session: AsyncSession, actor: Actor, *, name: str, member_ids: Collection[int], team_id: int | None = None
) -> Team:
    """Make a team of staff, or change one's name and people. Raises Invalid, NotFound, NameTaken, StaffOnly."""
    await lock_admins(session)
    team = Team() if team_id is None else await session.get(Team, team_id, with_for_update=True)
    admin = require_member(actor, Permission.MANAGE_TEAMS)
    if team is None:
        raise NotFound
    with checked() as problems:
        name = problems.line("name", name, least=2, most=NAME_MOST)
    twin = await session.scalar(select(Team.id).where(Team.name == name))
    if twin is not None and twin != team_id:
        raise NameTaken
    people = select(Member.id).where(Member.id.in_(member_ids), Member.role.in_(STAFF), Member.left_at.is_(None))
    if set(await session.scalars(people)) != set(member_ids):
        raise StaffOnly
    team.name = name
    session.add(team)
    await session.flush()
    await session.execute(delete(TeamMembership).where(TeamMembership.team_id == team.id))
    session.add_all(TeamMembership(team_id=team.id, member_id=member_id) for member_id in sorted(set(member_ids)))
    await record(session, TeamRevised(admin.id, team.id, "made" if team_id is None else "changed"))
    return team


async def close_team(session: AsyncSession, actor: Actor, team_id: int) -> None:
    """Close a team; its people stay. Raises NotFound."""
    await lock_admins(session)
    team = await session.get(Team, team_id, with_for_update=True)
    admin = require_member(actor, Permission.MANAGE_TEAMS)
    if team is None:
        raise NotFound
    await session.delete(team)
    await record(session, TeamRevised(admin.id, team_id, "closed"))


async def lock_admins(session: AsyncSession) -> set[int]:
    """Return the admins' numbers, locked, so that what admins do happens one after the other."""
    query = select(Member.id).where(Member.role == Role.ADMIN, Member.left_at.is_(None)).order_by(Member.id)
    return set(await session.scalars(query.with_for_update()))


async def _present(session: AsyncSession, member_id: int) -> Member:
    member = await session.get(Member, member_id, with_for_update=True, populate_existing=True)
    if member is None or member.left_at is not None:
        raise NotFound
    return member
