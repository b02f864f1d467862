"""What a badge's page leads on to: the idea, the verdict and the card of what earned it."""

from fastapi import FastAPI

from domain import badges, ideas
from domain.experiments import Advice, ConclusionKind
from tests import experimenting
from tests.carrying import given
from tests.people import People
from tests.web.conftest import Browsing


async def test_what_shows_it_is_the_idea_the_verdict_and_the_card(
    app: FastAPI, people: People, browsing: Browsing
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    ended = await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    award = await given(people, emil, "kill-switch", by=pia, evidence=badges.Evidence(card_id=ended.card.id))
    page = (await (await browsing(app)).get(award.path)).text
    idea = await people.reads(ideas.visible, pia, experiment.idea_id)
    for path, says in (
        (idea.path, idea.title),
        (experiment.path, f"The verdict on “{experiment.title}”"),
        (f"/learning/{ended.card.id}", f"The learning card “{experiment.title}”"),
    ):
        assert f'<a href="{path}">{says}</a>' in page
