"""The badges that a community starts with, in the order of the catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.badges.deeds import ANSWERED_SOON, FAILED_AT_ONCE, FAILED_FAST, REPLICATED
from domain.badges.model import Family, Repeats
from domain.errors import _
from domain.ideas import Quadrant


@dataclass(frozen=True)
class Starter:
    """A badge to start with; the catalogues know its words."""

    slug: str
    family: Family
    name: str
    says: str
    criteria: str
    tier: int | None = None
    quadrant: Quadrant | None = None
    repeats: Repeats = Repeats.ONCE
    moderated: bool = False
    criterion: Mapping[str, Any] | None = None

    @property
    def kept(self) -> bool:
        """Return whether it stays for ever: what is given for a single deed goes when that is taken back."""
        return self.criterion is None or self.criterion["least"] > 1


def _count(code: str, least: int = 1, **where: Any) -> dict[str, Any]:
    return {"kind": "count", "of": [code], "least": least, **where}


def _of_quadrant(quadrant: Quadrant, slug: str, says: str, *tiers: tuple[int, str, str]) -> Iterator[Starter]:
    """Yield a quadrant's family: how often, the name and the criteria of each; the first has the plain slug."""
    for least, name, criteria in tiers:
        named = slug if least == 1 else f"{slug}-{least}"
        asks = _count("adopted", least, quadrants=[quadrant.value])
        yield Starter(named, Family.QUADRANTS, name, says, criteria, least, quadrant, criterion=asks)


_SHIPPED = _("An idea of theirs was good enough for the decision to go ahead with it.")
_HONEST = _(
    "A test that could have gone on was stopped when its own written limit said so, and what it taught can be read."
)
STARTERS = (
    Starter(
        "first-spark",
        Family.IDEAS,
        _("First Spark"),
        _("The first idea is the hardest one. This is for having written it down."),
        _("Published a first idea."),
        criterion=_count("published"),
    ),
    Starter(
        "sharp-eye",
        Family.IDEAS,
        _("Sharp Eye"),
        _("They saw early what others saw later."),
        _("Supported five ideas early that were adopted afterwards."),
        criterion=_count("supported_early", 5),
    ),
    Starter(
        "builder",
        Family.IDEAS,
        _("Builder"),
        _("What they added made ideas of others better."),
        _("Was credited three times for a contribution to somebody else’s idea."),
        criterion=_count("credited", 3),
    ),
    Starter(
        "tested",
        Family.IDEAS,
        _("Tested"),
        _("An idea of theirs was put to the test, whatever came of it."),
        _("Wrote an idea that reached an experiment."),
        criterion=_count("chosen"),
    ),
    Starter(
        "shipped-1",
        Family.IDEAS,
        _("Green Light"),
        _SHIPPED,
        _("Wrote an idea that was adopted."),
        1,
        criterion=_count("adopted"),
    ),
    Starter(
        "shipped-3",
        Family.IDEAS,
        _("Green Light three times"),
        _SHIPPED,
        _("Wrote three ideas that were adopted."),
        3,
        criterion=_count("adopted", 3),
    ),
    Starter(
        "shipped-10",
        Family.IDEAS,
        _("Green Light ten times"),
        _SHIPPED,
        _("Wrote ten ideas that were adopted."),
        10,
        criterion=_count("adopted", 10),
    ),
    Starter(
        "proven",
        Family.IDEAS,
        _("Proven"),
        _("Long after it was built, the figures still say that it was worth it."),
        _("Wrote an idea whose benefit was verified after it was adopted."),
        criterion=_count("benefit_verified"),
    ),
    Starter(
        "bridge",
        Family.IDEAS,
        _("Bridge"),
        _("They bring people together who would not have met."),
        _("Was credited by people of five different teams; customers count as one of them."),
        criterion={"kind": "different", "of": ["credited"], "what": "team", "least": 5},
    ),
    Starter(
        "pre-registrar",
        Family.EXPERIMENTS,
        _("Pre-registrar"),
        _("They said beforehand what they expect, and what would change their mind."),
        _("Had a plan approved with its promise, its limit and its time-box, before anything was measured."),
        criterion=_count("plan_approved"),
    ),
    Starter(
        "honest-fast-failure-1",
        Family.EXPERIMENTS,
        _("Honest Fast Failure"),
        _HONEST,
        _("Stopped an experiment by its own limit with half of its time-box left, and wrote a learning card."),
        1,
        criterion=_count(FAILED_FAST),
    ),
    Starter(
        "honest-fast-failure-3",
        Family.EXPERIMENTS,
        _("Three Honest Fast Failures"),
        _HONEST,
        _("Stopped three experiments by their own limits with half of the time-box left, and wrote learning cards."),
        3,
        criterion=_count(FAILED_FAST, 3),
    ),
    Starter(
        "honest-fast-failure-10",
        Family.EXPERIMENTS,
        _("Ten Honest Fast Failures"),
        _HONEST,
        _("Stopped ten experiments by their own limits with half of the time-box left, and wrote learning cards."),
        10,
        criterion=_count(FAILED_FAST, 10),
    ),
    Starter(
        "kill-switch",
        Family.EXPERIMENTS,
        _("Kill Switch"),
        _("They saw that it was hopeless while there was still something to save."),
        _("Stopped an experiment by its own limit within a quarter of its time-box."),
        criterion=_count(FAILED_AT_ONCE),
    ),
    Starter(
        "replicator",
        Family.EXPERIMENTS,
        _("Replicator"),
        _("Once may be chance. They looked a second time."),
        _("Tested again what another team had tested, building on its learning card."),
        criterion=_count(REPLICATED),
    ),
    Starter(
        "librarian",
        Family.EXPERIMENTS,
        _("Librarian"),
        _("What they wrote down spared others the same mistake."),
        _("Wrote learning cards that five other experiments built on."),
        criterion=_count("card_reused", 5),
    ),
    Starter(
        "closer",
        Family.EXPERIMENTS,
        _("Closer"),
        _("Nobody who writes to them waits in vain."),
        _("Gave thirty ideas their first answer, each within seven days."),
        criterion=_count(ANSWERED_SOON, 30),
    ),
    *_of_quadrant(
        Quadrant.CREATION_WITH_OTHERS,
        "belonging",
        _("They made it with others."),
        (1, _("Belonging"), _("Wrote or shared an idea for creating with others that was adopted.")),
        (3, _("Shared Craft"), _("Wrote or shared three ideas for creating with others that were adopted.")),
        (10, _("Long Table"), _("Wrote or shared ten ideas for creating with others that were adopted.")),
    ),
    *_of_quadrant(
        Quadrant.PARTICIPATION_FOR_OTHERS,
        "helping-hand",
        _("They lent skill or time to somebody who needed it."),
        (1, _("Helping Hand"), _("Wrote or shared an idea for taking part for others that was adopted.")),
        (3, _("Open Door"), _("Wrote or shared three ideas for taking part for others that were adopted.")),
        (10, _("Wide Circle"), _("Wrote or shared ten ideas for taking part for others that were adopted.")),
    ),
    *_of_quadrant(
        Quadrant.CREATION_FOR_SELF,
        "own-hand",
        _("What they made says something about them, and others can use it."),
        (1, _("Own Hand"), _("Wrote or shared an idea for making one’s own that was adopted.")),
        (3, _("Own Style"), _("Wrote or shared three ideas for making one’s own that were adopted.")),
        (10, _("Own World"), _("Wrote or shared ten ideas for making one’s own that were adopted.")),
    ),
    *_of_quadrant(
        Quadrant.PARTICIPATION_FOR_SELF,
        "clear-voice",
        _("They said how it should be, and now it is easier for everybody."),
        (1, _("Clear Voice"), _("Wrote or shared an idea for how people are served that was adopted.")),
        (3, _("Well Heard"), _("Wrote or shared three ideas for how people are served that were adopted.")),
        (10, _("Path Maker"), _("Wrote or shared ten ideas for how people are served that were adopted.")),
    ),
    Starter(
        "hero-of-the-month",
        Family.COMMUNITY,
        _("Hero of the Month"),
        _("Chosen by people, for something that should be told."),
        _("Was chosen as a hero of the month, with a story that says why."),
        repeats=Repeats.MONTH,
        moderated=True,
    ),
    Starter(
        "recognition",
        Family.COMMUNITY,
        _("Recognition"),
        _("Somebody who works here took the time to say thank you, in words of their own."),
        _("Was thanked with a recognition card, for a value that they lived."),
        repeats=Repeats.EACH,
        moderated=True,
    ),
)

# What versions that were given before say, and go on saying to whoever reads the badge of somebody who has one.
SAID_BEFORE = (
    _("Shipped"),
    _("Shipped three times"),
    _("Shipped ten times"),
    _("Was credited by people of five different teams."),
    _("An idea of theirs was good enough to be built, and somebody built it."),
)
