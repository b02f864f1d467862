"""Saying what an entry is for, what else belongs to its amount, and why it was taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.errors import Translate, _
from domain.ideas import Idea
from domain.rewards.causes import CAUSES, MERGED, Code
from domain.rewards.model import CapPeriod, Entry, HeldFor
from domain.rewards.pending import Look

PROVISIONAL_FOR = timedelta(hours=48)  # within which support is looked over at least once, at night
_HELD = _("Held back with support that is looked at: %(idea)s. If all is well, the points come again.")
_DOES_NOT_COUNT = _("Taken back with support that doesn’t count: %(idea)s. Somebody looked at it, and decided so.")
# What a reversal says, by what was looked at, which is votes where nothing else is named, and by how that stands now.
_TAKEN_BACK: Mapping[HeldFor | None, Mapping[Look, str]] = {
    None: {
        Look.HELD: _HELD,
        Look.REFUSED: _DOES_NOT_COUNT,
        Look.OVER: _(
            "Held back while somebody looked at support of %(idea)s. That is over, and what still holds comes again."
        ),
    },
    HeldFor.CROWD: {
        Look.WAITS: _(
            "Taken back for now, since many backed %(idea)s at once. The votes count; the points for them come when "
            "somebody has looked."
        ),
        Look.HELD: _HELD,
        Look.REFUSED: _DOES_NOT_COUNT,
        Look.OVER: _(
            "Taken back for a time, since many backed %(idea)s at once. That is over, and what still holds comes again."
        ),
    },
    HeldFor.TEST: {
        Look.WAITS: _(
            "Taken back while somebody looks at how the test of %(idea)s ended. If all is well, the points come again."
        ),
        Look.REFUSED: _(
            "Taken back, since somebody looked at how the test of %(idea)s ended, and decided that these points aren’t "
            "given."
        ),
        Look.OVER: _(
            "Taken back while somebody looked at how the test of %(idea)s ended. That is over, and what still holds "
            "comes again."
        ),
    },
    HeldFor.PART: {
        Look.WAITS: _(
            "Taken back while somebody looks at whether %(idea)s and an earlier idea are one. If they are two, the "
            "points come again."
        ),
        Look.REFUSED: _(
            "Taken back, since somebody found that %(idea)s and an earlier idea are one: the points aren’t given again."
        ),
        Look.ONE: _(
            "Taken back, since %(idea)s and an earlier idea are one now, and share one budget: the points aren’t given "
            "a second time."
        ),
        Look.OVER: _(
            "Taken back while somebody looked at whether %(idea)s and an earlier idea are one. That is over, and what "
            "still holds comes again."
        ),
    },
}
_NEUTRAL = _("something that you can’t see")
_QUOTED = _("“%(title)s”")
_WITHHELD = {
    CapPeriod.DAY: _("%(granted)s of %(wanted)s points: the limit of %(limit)s for that day was reached."),
    CapPeriod.SEASON: _("%(granted)s of %(wanted)s points: the limit of %(limit)s for the season was reached."),
}


@dataclass(frozen=True)
class Said:
    """A sentence for the catalogue with its values, of which `idea` is one that the reader may see, or None."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, translate: Translate = _) -> str:
        """Return the sentence with its values filled in."""
        values = dict(self.params)
        if "idea" in values:
            values["idea"] = quoted(values["idea"], translate)
        text = translate(self.message) % values if values else translate(self.message)
        return text[:1].upper() + text[1:]


def quoted(idea: Idea | None, translate: Translate = _) -> str:
    """Return an idea’s title as it stands within a sentence, without its own full stop; words for one out of sight."""
    return translate(_QUOTED) % {"title": idea.title.removesuffix(".")} if idea else translate(_NEUTRAL)


def why(entry: Entry, idea: Idea | None, look: Look | None) -> Said:
    """Return in a sentence what an entry is for; its idea is given only where the reader may see it.

    `look` is how the look stands for which it was taken back, if it was for one.
    """
    params: dict[str, Any] = {"idea": idea, "place": entry.place}
    if entry.reverses_id is not None and entry.code == Code.THANKED:
        return Said(_("Taken back, since the card that it came from no longer stands."))
    if entry.reverses_id is not None and look is not None:
        return Said(_TAKEN_BACK[entry.held_for][look], params)
    if entry.reverses_id is not None:
        return Said(_("Taken back, since it no longer holds: %(idea)s."), params)
    if entry.tops_up_id is not None:
        return Said(_("Paid later, since room came free below a limit: %(idea)s."), params)
    return Said(CAUSES[Code(entry.code)].says, params)


def terms(entry: Entry) -> list[Said]:
    """Return what else belongs to an entry's amount: among how many it was shared, and what was withheld and why."""
    found = list[Said]()
    if entry.people > 1:
        found.append(Said(_("Shared by %(people)s people, each with one part in √n."), {"people": entry.people}))
    if entry.part == MERGED:
        found.append(Said(_("A duplicate that lives on in this idea shares in what becomes of it.")))
    if (less := withheld(entry)) is not None:
        found.append(less)
    if entry.late:
        found.append(Said(_("It came after its season was closed, so it stands beside that season’s standing.")))
    return found


def withheld(entry: Entry) -> Said | None:
    """Return how much of an entry a limit kept back, None for nothing."""
    if not entry.withheld or entry.rule.cap_period is None:
        return None
    limits = {"granted": entry.amount, "wanted": entry.wanted, "limit": entry.rule.cap_points}
    return Said(_WITHHELD[entry.rule.cap_period], limits)


def provisional_until(entry: Entry, moment: datetime) -> datetime | None:
    """Return until when new support is looked over, and points for it may go again; None for all else."""
    new = entry.code == Code.SUPPORTED and entry.reverses_id is None and entry.reversal is None and entry.amount
    until = entry.occurred_at + PROVISIONAL_FOR
    return until if new and until > moment else None
