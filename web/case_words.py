"""What is said of a case: how it stands, to who decides and to whom it concerns, and what a decision has done."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import _
from domain.fairness import About, CaseBatch, FairnessCase, Outcome, OwnCase
from web import i18n

_VOTES, _TEST, _IDEAS = About.VOTES, About.TEST, About.IDEAS
_UPHELD, _CLEARED, _MERGED, _WITHDRAWN = Outcome.UPHELD, Outcome.CLEARED, Outcome.MERGED, Outcome.WITHDRAWN

_DECIDED = {
    (_VOTES, _UPHELD): _("These votes don’t count."),
    (_VOTES, _CLEARED): _("A false alarm: these votes count."),
    (_TEST, _UPHELD): _("The points for how it ended aren’t given."),
    (_TEST, _CLEARED): _("A false alarm: the points are given."),
    (_IDEAS, _UPHELD): _("They are one idea: the points for the later one aren’t given."),
    (_IDEAS, _CLEARED): _("A false alarm: the points are given."),
    (_IDEAS, _MERGED): _("They were merged, so that nothing is left to decide."),
    (_IDEAS, _WITHDRAWN): _("The later one was taken back by its author, so that nothing is left to decide."),
}
_DECIDED_BY = {
    (_VOTES, _UPHELD): _("%(who)s decided: these votes don’t count."),
    (_VOTES, _CLEARED): _("%(who)s decided: a false alarm, these votes count."),
    (_TEST, _UPHELD): _("%(who)s decided: the points for how it ended aren’t given."),
    (_TEST, _CLEARED): _("%(who)s decided: a false alarm, the points are given."),
    (_IDEAS, _UPHELD): _("%(who)s decided: they are one idea, and the points for the later one aren’t given."),
    (_IDEAS, _CLEARED): _("%(who)s decided: a false alarm, these are two ideas, and the points are given."),
    (_IDEAS, _MERGED): _("%(who)s merged them, so that nothing is left to decide: they share one budget of points."),
}
_WAITS = {
    _TEST: _(
        "The points for how this test ended wait until you have looked. Whoever runs it knows, and may say something "
        "to it."
    ),
    _IDEAS: _(
        "The points for the later one wait until you have looked. Whoever stands for it knows, and may say something "
        "to it."
    ),
}
_HELD = _("These votes are held back while somebody looks.")
_HELD_BY_RULE = _("A rule held these votes back by itself, until somebody has looked.")

_OWN = {
    (_VOTES, _UPHELD): _("Somebody has looked and decided that these votes don’t count."),
    (_VOTES, _CLEARED): _("Somebody has looked, and all is well: these votes count."),
    (_TEST, _UPHELD): _("Somebody has looked and decided that the points for how this test ended aren’t given."),
    (_TEST, _CLEARED): _("Somebody has looked, and all is well: the points for how this test ended are given."),
    (_IDEAS, _UPHELD): _(
        "Somebody has looked and decided that the two are one idea, so that points for the later one aren’t given."
    ),
    (_IDEAS, _CLEARED): _(
        "Somebody has looked, and all is well: these are two ideas, and the points for both are given."
    ),
    (_IDEAS, _MERGED): _(
        "The product team made one idea of the two, with one budget of points: what the first brought is yours, and "
        "whatever comes of it."
    ),
    (_IDEAS, _WITHDRAWN): _(
        "The later one was taken back before somebody had looked, so that nothing is left to decide. What the first "
        "brought stays as it is."
    ),
}
_OWN_ASKED = _("You asked for a second look. Somebody else takes it.")
_OWN_WAITS = {
    _TEST: _(
        "The points for how this test ended wait while we look at it. This is no accusation: most of what we look at "
        "turns out well."
    ),
    _IDEAS: _(
        "Two ideas of yours say nearly the same. The points for the later one wait while we look at whether they are "
        "one. This is no accusation: both stay, and so do their votes."
    ),
}
_OWN_GIVEN = _(
    "These votes don’t count while we look at them. This is no accusation: you keep them, and you can take them back "
    "as always."
)
_OWN_GOT = _(
    "These votes for your ideas don’t count while we look at them. This is no accusation, and it isn’t your doing."
)
_ABOUT = {_TEST: _("How a test of yours ended"), _IDEAS: _("Two ideas of yours")}
_ABOUT_GIVEN, _ABOUT_GOT = _("Votes of yours"), _("Votes for your ideas")

_DONE = {
    (True, _UPHELD): _("Decided. These votes don’t count; everybody concerned reads why."),
    (True, _CLEARED): _("Decided. Every one of these votes counts."),
    (False, _UPHELD): _("Decided. These points aren’t given; everybody concerned reads why."),
    (False, _CLEARED): _("Decided. The points are given."),
}


@dataclass(frozen=True)
class Stands:
    """How a case stands, in the reader's words, with the reason given.

    `due` is by when somebody decides, `late` whether that is over and those who decide were reminded.
    """

    says: str
    said: str = ""
    good: bool = False
    due: datetime | None = None
    late: bool = False


def decided(case: FairnessCase, *, named: bool = False) -> Stands | None:
    """Return how a case was decided, by whom where that is `named`; None while it waits."""
    if case.outcome is None:
        return None
    key, who = (case.about, case.outcome), case.decided_by if named else None
    says = i18n.gettext(_DECIDED_BY[key]) % {"who": who.name} if who and key in _DECIDED_BY else None
    return Stands(says or i18n.gettext(_DECIDED[key]), case.said, good=case.outcome is _CLEARED)


def stands(case: FairnessCase, batch: CaseBatch | None) -> Stands | None:
    """Return how a case stands for who decides; `batch` holds its votes now. None where nothing is held back."""
    if case.outcome is not None:
        return decided(case, named=True)
    if case.about in _WAITS:
        return Stands(i18n.gettext(_WAITS[case.about]))
    return Stands(i18n.gettext(_HELD if batch.made_by_id else _HELD_BY_RULE)) if batch else None


def own_stands(own: OwnCase) -> Stands:
    """Return how a case stands for whom it concerns."""
    case = own.party.case
    if case.outcome is not None:
        return Stands(i18n.gettext(_OWN[case.about, case.outcome]), case.said, good=case.outcome is _CLEARED)
    if own.appeal is not None:
        return Stands(i18n.gettext(_OWN_ASKED))
    says = _OWN_WAITS.get(case.about, _OWN_GIVEN if own.party.voted else _OWN_GOT)
    return Stands(i18n.gettext(says), due=case.decide_by, late=case.reminded_at is not None)


def own_title(own: OwnCase) -> str:
    """Return what a case is about for whom it concerns."""
    return i18n.gettext(_ABOUT.get(own.party.case.about, _ABOUT_GIVEN if own.party.voted else _ABOUT_GOT))


def done(case: FairnessCase) -> str:
    """Return what to say after a case was decided."""
    return _DONE[case.about is _VOTES, case.outcome or _CLEARED]
