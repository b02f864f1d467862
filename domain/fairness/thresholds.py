"""From where on votes are looked at: every number of the checks, in one place, with where it comes from.

That there are such rules is public; their numbers aren't, so they are shown to nobody but who looks at cases.
"""

from datetime import timedelta
from typing import Final

LATELY: Final = timedelta(days=90)  # what all checks look back on but the slow drip
LONG: Final = timedelta(days=180)  # the slow drip

# Burst: serial voting as Stack Exchange voids it each night, from four votes on. A reader of the feed backs many
# authors in a sitting, so nearly all of the sitting must be for one.
BURST_VOTES, BURST_WITHIN, BURST_SHARE = 4, timedelta(minutes=15), 0.8
# Somebody alone who reads one author's page looks the same, so by itself it only counts where several come within a
# day of one another, or where the author gave something back. Over months, many an author has several such readers.
BURST_VOTERS, BURST_TOGETHER, BURST_BACK = 3, timedelta(hours=24), 3

# Reciprocity: three each way is found among friends as well; with its share of all that somebody votes for, it
# found every planted ring and nobody else in a trial of 600,000 votes.
BOTH_WAYS, BOTH_WAYS_SHARE = 3, 0.10
STRONG_BOTH_WAYS, STRONG_SHARE = 5, 0.25
# A team backs what it uses, too, but so do others: by itself it only counts where a good part of what somebody gets
# comes back from those whom they give to.
STRONG_RECEIVED = 0.25

# Concentration: most of ten votes or more from five people or fewer.
CIRCLE_VOTES, CIRCLE_PEOPLE, CIRCLE_SHARE = 10, 5, 0.60

# Slow drip: two to four votes at a time stay below every burst; over half a year they add up. What else an author is
# liked for must not hide it: who comes back on many days is weighed against the support of those ideas only.
DRIP_SHARE, DRIP_OF, DRIP_LEAST, DRIP_ALONE, DRIP_DAYS = 0.30, 10, 5, 8, 5

# Lockstep: the same ideas at the same time. Taste alone brings the same ideas, but not within minutes.
STEP_IDEAS, STEP_ALIKE, STEP_GAP = 8, 0.6, timedelta(minutes=10)

# Fresh crowd: more than half of a day's votes from members of less than a week.
CROWD_VOTES, CROWD_SHARE, CROWD_NEW, CROWD_WITHIN = 10, 0.5, timedelta(days=7), timedelta(hours=24)

# A wave: an hour of eight times the idea's own, and three standard deviations above those of its quadrant.
WAVE_TIMES, WAVE_SIGMA, WAVE_VOTES, WAVE_HOURS = 8, 3, 10, 5

# A test that ends so shortly before its season does looks as if the verdict had been made to fit.
SEASON_ENDS_IN = timedelta(minutes=30)

# Two ideas of the same people: of 1, from where on they are looked at, and from where where one title names something
# that the other idea never mentions. Honest pairs on one subject stayed below 0.6, and one that mentions the next below
# 0.75; where both titles name something of their own it is a series, however much alike.
SPLIT_ALIKE, NEARLY_THE_SAME = 0.7, 0.8
SPLIT_WITHIN, SPLIT_LATELY = timedelta(days=30), timedelta(days=14)

# The same evidence opens no second case: more than half of a finding must be new, and enough of it to see a pattern.
NEW_SHARE, NEW_VOTES = 0.5, 4
EVIDENCE_MOST = 200  # rows of figures that a case keeps, the heaviest first
