"""Badges that leave: what a network is told of one, and what is left of those of somebody who left."""

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from domain import personal_data
from domain.badges import Award
from domain.members import Member
from tests.carrying import given, sign_all
from tests.people import People
from tests.web.browser import ADDRESS
from tests.web.conftest import Browsing


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann Arbour")


@pytest.fixture
async def award(people: People, ann: Member) -> Award:
    """Return a badge of Ann's, signed."""
    made = await given(people, ann)
    await sign_all(people, address=ADDRESS, secret=b"a key for tests")
    return made


async def test_a_profile_is_told_what_the_badge_is_and_where_it_can_be_verified(
    app: FastAPI, browsing: Browsing, ann: Member, award: Award
) -> None:
    own = await browsing(app, ann)
    link = f"/awards/{award.name}/profile"
    assert link in (await own.page(award.path)).html
    asked = urlsplit((await own.get(link)).headers["location"])
    assert (asked.scheme, asked.netloc, asked.path) == ("https", "www.linkedin.com", "/profile/add")
    assert parse_qs(asked.query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["First Spark"],
        "organizationName": ["Velora"],
        "issueYear": ["2026"],
        "issueMonth": ["2"],
        "certUrl": [f"{ADDRESS}{award.path}"],
        "certId": [str(award.name)],
    }
    assert (await (await browsing(app)).get(award.path)).status_code == 200, "where it leads, strangers read"


async def test_of_somebody_who_left_nothing_can_be_taken_and_no_name_is_read(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, award: Award
) -> None:
    stranger = await browsing(app)
    forms = [f"{award.path}.{form}" for form in ("json", "jwt", "png", "svg")]
    assert [(await stranger.get(form)).status_code for form in forms] == [200] * 4
    assert "Ann Arbour" in (await stranger.get(award.path)).text
    await people.does(personal_data.erase, ann)
    assert [(await stranger.get(form)).status_code for form in forms] == [410] * 4
    assert "Ann" not in (await stranger.get(award.path)).text
