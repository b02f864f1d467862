"""How members lend an idea their support, one vote each, never on their own; and how many of them were shown it."""

from domain.votes.events import VoteCast as VoteCast
from domain.votes.events import VoteWithdrawn as VoteWithdrawn
from domain.votes.model import Vote as Vote
from domain.votes.policy import OwnIdea as OwnIdea
from domain.votes.policy import VotingClosed as VotingClosed
from domain.votes.policy import may_vote as may_vote
from domain.votes.queries import by_authors as by_authors
from domain.votes.queries import count as count
from domain.votes.queries import count_voted as count_voted
from domain.votes.queries import differences as differences
from domain.votes.queries import exposures as exposures
from domain.votes.queries import given as given
from domain.votes.queries import has_vote as has_vote
from domain.votes.queries import personal_data as personal_data
from domain.votes.queries import standings as standings
from domain.votes.queries import voted as voted
from domain.votes.use_cases.importing import import_exposures as import_exposures
from domain.votes.use_cases.importing import import_votes as import_votes
from domain.votes.use_cases.importing import take_back_imported as take_back_imported
from domain.votes.use_cases.seeing import LOOKS_MOST as LOOKS_MOST
from domain.votes.use_cases.seeing import Look as Look
from domain.votes.use_cases.seeing import looks as looks
from domain.votes.use_cases.seeing import record_looks as record_looks
from domain.votes.use_cases.voting import cast as cast
from domain.votes.use_cases.voting import release as release
from domain.votes.use_cases.voting import withdraw as withdraw
