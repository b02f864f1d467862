"""The team's tags on pages: kept on one of their own, shown on ideas and their cards, made anew when renamed."""

from fastapi import FastAPI

from domain.members import Role
from tests.people import People
from tests.web.conftest import Browsing


async def test_the_team_keeps_tags_and_everybody_sees_them(app: FastAPI, browsing: Browsing, people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=await people.member("Ann"), title="Benches")
    team, visitor = await browsing(app, pia), await browsing(app)
    assert (await team.submit("/triage/tags", "/triage/tags", name="Quick wins")).status_code == 303
    assert (await team.submit("/triage/tags", "/triage/tags", name="quick wins")).status_code == 409
    assert (await team.submit("/triage/tags", "/triage/tags", name="")).status_code == 422
    filed = await team.submit(idea.path, f"/ideas/{idea.id}/tags", tags="quick-wins")
    assert filed.headers["location"] == idea.path
    for address in ("/ideas", "/ideas?tag=quick-wins", idea.path, "/"):
        assert "Quick wins" in (await visitor.page(address)).text, address
    await team.submit("/triage/tags", "/triage/tags/quick-wins/rename", name="Low fruit")
    for address in ("/ideas", "/ideas?tag=quick-wins", idea.path, "/"):
        text = (await visitor.page(address)).text
        assert ("Low fruit" in text, "Quick wins" in text) == (True, False), address
    await team.submit("/triage/tags", "/triage/tags/quick-wins/retire")
    for address in ("/ideas", idea.path):
        assert "Low fruit" not in (await visitor.page(address)).text
    assert (await visitor.get("/triage/tags")).status_code == 303
    customer = await browsing(app, await people.member("Ben"))
    assert (await customer.get("/triage/tags")).status_code == 403
    assert (await customer.post(f"/ideas/{idea.id}/tags", {"tags": "x"})).status_code == 403
