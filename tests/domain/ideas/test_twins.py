"""Two ideas of one person that say nearly the same are found; an honest series of ideas that look alike never is."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain import ideas, offers
from domain.ideas import Idea, Quadrant, Status, Twins, Writing
from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People
from tests.splitting import NIGHT, REWORDED, Said, posted
from web.demo.story import load

SPLITS = [
    pytest.param(NIGHT, REWORDED, id="in other words"),
    pytest.param(NIGHT, NIGHT, id="the same once more"),
    pytest.param(
        NIGHT,
        ("Dark theme for the app", NIGHT[1], "Offer a dark mode, a dark theme that I can switch on in the settings."),
        id="a word for another",
    ),
    pytest.param(NIGHT, ("Dark mode", NIGHT[1], NIGHT[2]), id="a shorter title"),
    pytest.param(
        ("Bänke an jeder Station", "Wer wartet, steht.", "Stellt an jeder Station eine Bank aus alten Kisten auf."),
        (
            "Eine Bank für jede Station",
            "Wer wartet, muss stehen.",
            "Stellt Bänke aus alten Kisten an jeder Stationauf.",
        ),
        id="German",
    ),
]
SERIES = [
    pytest.param(
        NIGHT,
        (
            "Dark mode for the website",
            "At night the white screen of the website blinds me.",
            "Offer a dark mode that I can switch on in the settings.",
        ),
        id="one for each place",
    ),
    pytest.param(
        (NIGHT[0], f"{NIGHT[1]} So does the website, but that is another idea.", NIGHT[2]),
        (
            "Dark mode for the website",
            "At night the white screen of the website blinds me.",
            "Offer a dark mode that I can switch on in the settings.",
        ),
        id="one that mentions the other",
    ),
    pytest.param(
        ("A bench at the harbour", "Nowhere to sit.", "Put a bench there, from old cargo boxes."),
        ("A bench at the market", "Nowhere to sit.", "Put a bench there, from old cargo boxes."),
        id="nothing but the place",
    ),
    pytest.param(
        ("A stop for bus 12 at the school", "Children walk far.", "Let the bus stop at the school on its way."),
        ("A stop for bus 14 at the school", "Children walk far.", "Let the bus stop at the school on its way."),
        id="nothing but the number",
    ),
    pytest.param(
        ("Remember my language", "I choose German each time.", "Keep what I have chosen, on each of my devices."),
        ("Remember my station", "I choose the station each time.", "Keep what I have chosen, on each of my devices."),
        id="the same wish for two things",
    ),
    pytest.param(
        ("Cargo bikes for families", "Prams don’t fit.", "Have bikes with a box that takes two children."),
        ("Cargo bikes for families at night", "The last bus goes at ten.", "Light the stations, and rent until two."),
        id="what follows from the first",
    ),
    pytest.param(
        (
            "Als Fahrerin will ich kürzere Wege",
            "Die Station ist weit.",
            "Als Fahrerin will ich eine Station am Bahnhof.",
        ),
        ("Als Fahrerin will ich leichte Räder", "Die Räder sind schwer.", "Als Fahrerin will ich Räder unter 25 Kilo."),
        id="one pattern of words",
    ),
]


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def _found(people: People, clock: HeldClock, days: int = 14) -> list[Twins]:
    since, within = clock() - timedelta(days=days), timedelta(days=30)
    return await people.reads(ideas.twins, since=since, within=within, alike=0.7, nearly_same=0.8)


@pytest.mark.parametrize(("first", "later"), SPLITS)
async def test_the_same_by_the_same_author_is_found(
    people: People, ann: Member, clock: HeldClock, first: Said, later: Said
) -> None:
    language = "de" if "Station" in first[0] else "en"
    one = await posted(people, first, ann, language)
    clock.forward(hours=3)
    other = await posted(people, later, ann, language)
    (found,) = await _found(people, clock)
    assert (found.first_id, found.later_id, found.apart) == (one.id, other.id, timedelta(hours=3))
    assert 0.7 <= found.alike <= 1


@pytest.mark.parametrize(("first", "later"), SERIES)
async def test_an_honest_series_is_left_alone(
    people: People, ann: Member, clock: HeldClock, first: Said, later: Said
) -> None:
    language = "de" if "Als" in first[0] else "en"
    await posted(people, first, ann, language)
    clock.forward(hours=3)
    await posted(people, later, ann, language)
    assert await _found(people, clock) == []


async def test_twins_are_of_the_same_people_and_not_long_apart(people: People, ann: Member, clock: HeldClock) -> None:
    ben = await people.member("Ben")
    await posted(people, NIGHT, ben)
    clock.forward(hours=1)
    await posted(people, NIGHT, ann)
    assert await _found(people, clock) == [], "two people may want the same"
    clock.forward(hours=31 * 24)
    await posted(people, REWORDED, ann)
    assert await _found(people, clock) == [], "nobody remembers all they said a month ago"


async def test_who_shares_the_first_is_its_author_too(people: People, ann: Member, clock: HeldClock) -> None:
    ben = await people.member("Ben")
    text = Writing(*NIGHT, Quadrant.CREATION_WITH_OTHERS, [], "en")
    one = await people.does(ideas.submit, ann, text)
    offer = await people.does(offers.make, ben, one.id, offers.OfferKind.BUILD, "I build such things.")
    await people.does(offers.accept, ann, offer.id)
    clock.forward(hours=1)
    other = await posted(people, REWORDED, ben)
    assert [(each.first_id, each.later_id) for each in await _found(people, clock)] == [(one.id, other.id)]


async def test_three_of_a_kind_are_told_by_the_first(people: People, ann: Member, clock: HeldClock) -> None:
    made = list[Idea]()
    for said in (NIGHT, REWORDED, NIGHT):
        made.append(await posted(people, said, ann))
        clock.forward(hours=1)
    first = made[0].id
    assert [(each.first_id, each.later_id) for each in await _found(people, clock)] == [
        (first, made[1].id),
        (first, made[2].id),
    ]
    clock.forward(hours=15 * 24)
    assert await _found(people, clock) == [], "looked at long ago"


async def test_what_is_out_of_sight_or_was_declined_before_is_no_twin(
    people: People, ann: Member, pia: Member, clock: HeldClock
) -> None:
    one = await posted(people, NIGHT, ann)
    clock.forward(hours=1)
    other = await posted(people, REWORDED, ann)
    assert len(await _found(people, clock)) == 1
    async with people.sessions() as session, session.begin():
        await session.execute(update(Idea).where(Idea.id == one.id).values(status=Status.DECLINED))
    assert await _found(people, clock) == [], "a new try"
    async with people.sessions() as session, session.begin():
        await session.execute(update(Idea).where(Idea.id == one.id).values(status=Status.SUBMITTED))
    assert len(await _found(people, clock)) == 1
    await people.does(ideas.withdraw, ann, other.id, reason="Twice.")
    assert await _found(people, clock) == []


async def test_ideas_of_the_demo_have_no_twins(people: People, ann: Member, clock: HeldClock) -> None:
    for idea in load(clock()).ideas:
        if not idea.draft and not idea.withdrawn:
            text = Writing(idea.title, idea.problem, idea.proposal, idea.quadrant, [], idea.language)
            made = await people.does(ideas.import_idea, ann, text, source=idea.key, at=clock(), hidden=False)
            async with people.sessions() as session, session.begin():
                own = update(Idea).where(Idea.id == made.id).values(imported_from=None)
                await session.execute(own)
            clock.forward(minutes=1)
    assert await _found(people, clock) == [], "as if one person had written all of them"
