"""Finding ideas by words: each read in its own language, the last word also as a beginning."""

import re
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, and_, case, cast, func, literal_column, not_, or_

from domain.ideas.model import Idea

WORDS_MOST = 200
_LOOSE_DASH = re.compile(r'-(?![\w"])')


def found(words: str) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Return the condition for ideas that hold the words, each read in its own language, and how well they do."""
    english, german = (_text_query(literal_column(f"'{name}'", String), words) for name in ("english", "german"))
    is_german = Idea.language == "de"
    holds = or_(
        and_(is_german, Idea.search.op("@@")(german)),
        and_(not_(is_german), Idea.search.op("@@")(english)),
    )
    rank = func.ts_rank_cd(Idea.search, case((is_german, german), else_=english))
    return holds, cast(rank * 1_000_000, BigInteger)


def _text_query(configuration: ColumnElement[str], words: str) -> ColumnElement[Any]:
    """Return what somebody typed as a query; the last word counts as a beginning, for results while they type."""
    # Only a dash before a word excludes it; the parser gives up on many others.
    words = " ".join(_LOOSE_DASH.sub(" ", words[:WORDS_MOST]).split())
    whole = func.websearch_to_tsquery(configuration, words)
    head, _space, last = words.rpartition(" ")
    if not (last[:1].isalnum() and last[-1:].isalnum()) or '"' in last:
        return whole
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    beginning = func.to_tsquery(configuration, f"'{quoted}':*")
    return whole.op("||")(func.websearch_to_tsquery(configuration, head).op("&&")(beginning))
