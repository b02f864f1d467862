"""What each level asks, and where each number comes from."""

from datetime import timedelta
from typing import Final

# As long as it takes before one's support brings anybody points; a test holds it to the rewards' own.
MEMBER_FOR: Final = timedelta(hours=24)
# What counts is a hundred days, as in the forums that have done this longest: a summer away costs nothing by itself.
LATELY: Final = timedelta(days=100)
# Two weeks below the bar, as there, before quiet alone costs a level: an illness or a holiday is no fault.
GRACE: Final = timedelta(days=14)

# About every week of a hundred days: who comes back that often is no passer-by.
REGULAR_DAYS: Final = 15
# More than one sitting's worth, and less than a vote a week: who reads others finds these by themselves.
REGULAR_VOTES: Final = 10
# Two friends may know each other; a third who answers or backs one makes it a place.
REGULAR_PEOPLE: Final = 3

# Two days of five: as often as people come who treat a place as their own.
TRUSTED_DAYS: Final = 40
# One for every ten days, so that it is a habit and not one lucky idea.
TRUSTED_CONTRIBUTIONS: Final = 10
# One more than a regular needs, so that no pair of friends, and no three, lifts each other up.
TRUSTED_PEOPLE: Final = 4
# On five days, so that one evening among colleagues is not enough.
TRUSTED_RESPONSE_DAYS: Final = 5
