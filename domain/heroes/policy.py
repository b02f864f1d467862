"""Who nominates, who chooses, who may be chosen, and who reads what."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from domain.errors import Conflict, NotAllowed, NotFound, SignInNeeded, _
from domain.heroes.model import ROLES, Hero, HeroKind
from domain.members import Actor, Member, require_self
from domain.permissions import Permission, require


class NominatedAlready(Conflict):
    """One a month."""

    code = "nominated_already"
    message = _("You have told of somebody this month. Next month you can again, or take that story back now.")


class OwnStory(NotAllowed):
    """Nobody makes a hero of themselves."""

    code = "own_story"
    message = _("A hero is chosen by others. Whose story would you tell?")
    field = "to"


class NoHeroOfOurs(Conflict):
    """Not somebody who can be a hero now."""

    code = "no_hero_of_ours"
    message = _("Heroes are customers and people who work with them, who are here now.")
    field = "to"


class CoolingOff(Conflict):
    """A year lies between two times."""

    code = "cooling_off"
    message = _("%(name)s was a hero within twelve months. Who else deserves it?")
    field = "to"


class MonthTaken(Conflict):
    """There is one of each kind a month."""

    code = "month_taken"
    message = _("Somebody is chosen for this month already, or has just been.")
    field = "month"


class FailureDue(Conflict):
    """Every third story is of a failure."""

    code = "failure_due"
    message = _(
        "The last two heroes stand for something that worked. This one is for a failure that taught something: "
        "name its experiment, one that was stopped and has its learning card."
    )
    field = "about"


class NotYourStory(NotAllowed):
    """Only who was chosen says whether it is read."""

    code = "not_your_story"
    message = _("Only who was chosen can say this.")


class SaidAlready(Conflict):
    """It was agreed, declined or withdrawn before."""

    code = "hero_said_already"
    message = _("This was settled already.")


class OwnHero(NotAllowed):
    """Who stands for a story takes it off the wall."""

    code = "own_hero"
    message = _("This story tells of you, or you chose it. You can take it off the wall.")


class TellsOfThem(NotAllowed):
    """Nobody judges a story of their own."""

    code = "tells_of_you"
    message = _("This story tells of you, or you chose it. Somebody else has to look at it.")


def kind_of(member: Member) -> HeroKind | None:
    """Return what kind of hero somebody could be now, None for who can be none."""
    here = member.left_at is None and not member.imported and member.suspended_until is None
    return ROLES.get(member.role) if here else None


def may_nominate(actor: Actor) -> bool:
    """Return whether the actor tells of somebody who should be a hero: every member does."""
    return actor.may(Permission.NOMINATE_HERO)


def may_choose(actor: Actor) -> bool:
    """Return whether the actor chooses heroes: executives, admins and the sponsor do."""
    is_sponsor = isinstance(actor, Member) and actor.is_sponsor and actor.may(Permission.READ)
    return actor.may(Permission.CHOOSE_HERO) or (is_sponsor and actor.suspended_until is None)


def require_chooser(actor: Actor) -> Member:
    """Return the actor as a member who chooses heroes; raises SignInNeeded or NotAllowed."""
    if actor.id is None:
        raise SignInNeeded
    if not may_choose(actor):
        require(actor, Permission.CHOOSE_HERO)
    return require_self(actor)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for stories the actor may read: who isn't asked yet or chooses, only what is published.

    What is hidden is seen by moderators, its hero and who chose them.
    """
    if not actor.may(Permission.READ):
        return false()
    published = and_(Hero.published_at.is_not(None), Hero.withdrawn_at.is_(None), _in_sight(actor))
    waiting = and_(Hero.published_at.is_(None), Hero.declined_at.is_(None))
    if may_choose(actor):
        return or_(published, waiting)
    return published if actor.id is None else or_(published, and_(waiting, Hero.member_id == actor.id))


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    if actor.may(Permission.MODERATE):
        return true()
    shown = Hero.hidden_at.is_(None)
    return shown if actor.id is None else or_(shown, Hero.member_id == actor.id, Hero.chosen_by_id == actor.id)


def is_theirs(actor: Actor, hero: Hero) -> bool:
    """Return whether the actor stands for a story: its hero, and who chose them."""
    return actor.id is not None and actor.id in (hero.member_id, hero.chosen_by_id)


def may_report(actor: Actor, hero: Hero) -> bool:
    """Return whether the actor may complain about a story they see."""
    in_sight = hero.is_published and hero.hidden_at is None
    return actor.may(Permission.REPORT_TEXT) and in_sight and not is_theirs(actor, hero)


def require_may_report(actor: Actor, hero: Hero) -> None:
    """Raise SignInNeeded, OwnHero or NotFound unless the actor may complain about a story they see."""
    require(actor, Permission.REPORT_TEXT)
    if is_theirs(actor, hero):
        raise OwnHero
    if not may_report(actor, hero):
        raise NotFound


def may_moderate(actor: Actor, hero: Hero) -> bool:
    """Return whether the actor looks at reports of this story: a moderator who neither is its hero nor chose them."""
    return actor.may(Permission.MODERATE) and hero.is_published and not is_theirs(actor, hero)


def require_may_moderate(actor: Actor, hero: Hero) -> Member:
    """Return the actor as a member who judges this story; raises SignInNeeded, NotAllowed or TellsOfThem."""
    require(actor, Permission.MODERATE)
    if is_theirs(actor, hero):
        raise TellsOfThem
    return require_self(actor)


def may_answer(actor: Actor, hero: Hero) -> bool:
    """Return whether the actor is asked about this story."""
    return hero.is_waiting and hero.member_id == actor.id


def may_take_back(actor: Actor, hero: Hero) -> bool:
    """Return whether the actor may take back a choice that waits for an answer."""
    return hero.is_waiting and may_choose(actor) and hero.member_id != actor.id


def may_withdraw(actor: Actor, hero: Hero) -> bool:
    """Return whether the actor may take a published story off the wall: the hero may, and who chooses."""
    return hero.is_published and (hero.member_id == actor.id or may_choose(actor))


def require_waiting(hero: Hero) -> None:
    """Raise SaidAlready unless the story still waits for its hero's word."""
    if not hero.is_waiting:
        raise SaidAlready
