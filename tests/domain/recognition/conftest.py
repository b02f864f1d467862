"""Who thanks and is thanked in these tests."""

import pytest

from domain.members import Member, Role
from tests.people import People


@pytest.fixture
async def eve(people: People) -> Member:
    """Return somebody who works here."""
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def ann(people: People) -> Member:
    """Return a customer."""
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    """Return another customer."""
    return await people.member("Ben")
