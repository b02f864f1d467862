"""Two ideas that say nearly the same, in other words."""

from domain import ideas
from domain.ideas import Idea, Quadrant, Writing
from domain.members import Member
from tests.people import People

Said = tuple[str, str, str]
NIGHT: Said = (
    "Dark mode for the app",
    "At night the white screen of the app blinds me.",
    "Offer a dark mode that I can switch on in the settings.",
)
REWORDED: Said = (
    "The app in a dark mode",
    "The white screen of the app blinds me at night.",
    "Let me switch on a dark mode in the settings of the app.",
)


async def posted(people: People, said: Said, by: Member, language: str = "en") -> Idea:
    """Let somebody submit an idea that says this: its title, the problem and the proposal."""
    text = Writing(*said, Quadrant.PARTICIPATION_FOR_SELF, [], language)
    return await people.does(ideas.submit, by, text)
