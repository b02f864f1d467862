"""The words of the four quadrants, in the order of the map: others above, self below; creation to the left.

Every text here is marked for translation and translated where it is shown.
"""

from dataclasses import dataclass

from domain.errors import _


@dataclass(frozen=True, slots=True)
class QuadrantWords:
    """One quadrant as people meet it; `whom` and `how` are its answers to the guide's two questions."""

    value: str
    whom: str
    how: str
    name: str
    prompt: str
    example: str
    motive: str

    @property
    def slug(self) -> str:
        return self.value.replace("_", "-")


QUADRANTS = {
    words.value: words
    for words in (
        QuadrantWords(
            "creation_with_others",
            whom="others",
            how="creation",
            name=_("Creation with others"),
            prompt=_("What could we build together?"),
            example=_("A delivery van designed by the couriers who drive it, or a club that owners run themselves."),
            motive=_("You belong to something, and the craft is shared."),
        ),
        QuadrantWords(
            "participation_for_others",
            whom="others",
            how="participation",
            name=_("Participation for others"),
            prompt=_("Who could use your help?"),
            example=_("Two hours a week teaching girls to code, with laptops that we lend."),
            motive=_("Your skill or your time does some good."),
        ),
        QuadrantWords(
            "creation_for_self",
            whom="self",
            how="creation",
            name=_("Creation for myself"),
            prompt=_("What would you make your own?"),
            example=_("A running shoe in your colours, cut to the shape of your foot."),
            motive=_("What you use says something about you."),
        ),
        QuadrantWords(
            "participation_for_self",
            whom="self",
            how="participation",
            name=_("Participation for myself"),
            prompt=_("What should work better for you?"),
            example=_("Boarding by rows from the back, so that nobody queues in the aisle."),
            motive=_("You have a say in how you are served, and things get easier."),
        ),
    )
}


def chosen(quadrant: str, whom: str, how: str) -> str:
    """The quadrant a form means: the square picked directly, else the one its answers point to, else ''."""
    if quadrant:
        return quadrant
    return next((words.value for words in QUADRANTS.values() if (words.whom, words.how) == (whom, how)), "")
