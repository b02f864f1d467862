"""Searching everything at once: joins what ideas, comments and learning cards find, and shows where the words stand."""

from domain.search.passages import Piece as Piece
from domain.search.queries import FEW as FEW
from domain.search.queries import Found as Found
from domain.search.queries import cards as cards
from domain.search.queries import comment_passages as comment_passages
from domain.search.queries import found as found
from domain.search.queries import idea_passages as idea_passages
from domain.search.queries import near_comments as near_comments
