"""What somebody looks for: words typed into a box, read as a query in every language at once.

A concept that can be searched keeps a vector, made of the pieces below: the stems of its texts in their language, all
words whole (so that a word half typed finds its end), and the number of the shelf that the row stands on, by age.
Writing without spaces is cut into its characters, on both sides, so that any piece of it is a phrase.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, literal_column

WORDS_MOST = 200
UNFINISHED_LEAST = 2
SHELF = 4096
ENGLISH, GERMAN, WHOLE = "fourfold_english", "fourfold_german", "fourfold_simple"

Synonyms = Sequence[Sequence[str]]

# Thai, Lao, Myanmar, Khmer; Chinese, Japanese, Korean.
UNSPACED = r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]"
_ACCENTED, _BARE = "äöüàáâãåèéêëìíîïòóôõøùúûñçß", "aouaaaaaeeeeiiiiooooouuuncs"
_CHARACTER = re.compile(f"({UNSPACED})")
_PART = re.compile(r'(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))')
_ENDING = re.compile(r"(?<=\w\w\w)(?:es|en|er|e|s|n)$")
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))


def stems(configuration: str, text: str) -> str:
    """Return the SQL for the vector of an SQL text, each word by its stem."""
    return rf"to_tsvector('{configuration}', regexp_replace({text}, '({UNSPACED})', ' \1 ', 'g'))"


def whole_words(text: str) -> str:
    """Return the SQL for the vector of an SQL text's words as they stand."""
    return stems(WHOLE, text)


def shelf(number: str) -> str:
    """Return the SQL for the vector that says on which shelf the row of a number stands; no word holds a space."""
    return f"array_to_tsvector(ARRAY[' ' || CAST({number} / {SHELF} AS text)])"


def plain(text: str) -> str:
    """Return the SQL for an SQL text in small letters without accents, whose pieces are compared."""
    return f"translate(lower({text}), '{_ACCENTED}', '{_BARE}')"


def bare(text: str) -> str:
    """Return a text in small letters without accents, as `plain` makes it in SQL."""
    return text.lower().translate(str.maketrans(_ACCENTED, _BARE))


def spaced(text: str) -> str:
    """Return a text with the characters of writing without spaces set apart, as vectors see it."""
    return _CHARACTER.sub(r" \1 ", text)


@dataclass(frozen=True)
class _Term:
    """Words that must all be there, the last perhaps unfinished, or else one of some phrases."""

    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    unfinished: bool = False

    def text(self, *, finished: bool = False) -> str:
        """Return it as `to_tsquery` reads it, the last word taken as it stands where `finished`."""
        *whole, last = self.words
        together = [*map(_any_spelling, whole), _any_spelling(last, beginning=self.unfinished and not finished)]
        return f"({' | '.join([' & '.join(together), *map(_any_spelling, self.phrases)])})"


@dataclass(frozen=True)
class Sought:
    """What somebody typed as `to_tsquery` reads it: what must be there, what must not, and both with the words taken
    as finished that may not be."""

    wanted: str
    unwanted: str
    finished: str


def sought(words: str, synonyms: Synonyms = ()) -> Sought | None:
    """Return what somebody typed as it is looked for, None when it asks for nothing.

    All words must be there; `or` between two, a minus before one and quotes around several mean what they mean
    elsewhere. The last word may be unfinished. For words that stand in a group of `synonyms`, any phrase of the group
    will do.
    """
    wanted: list[list[_Term]] = [[]]
    unwanted: list[_Term] = []
    for terms, excluded in _terms(words, synonyms):
        if not terms:
            wanted.append([])
        elif excluded:
            unwanted += terms
        else:
            wanted[-1] += terms
    if not any(wanted):
        return None
    either = [" & ".join(term.text() for term in terms) for terms in wanted if terms]
    whole = [" & ".join(term.text(finished=True) for term in terms) for terms in wanted if terms]
    return Sought(" | ".join(either), " | ".join(term.text() for term in unwanted), " | ".join(whole))


def query(wanted: str | ColumnElement[str], unwanted: str | ColumnElement[str] = "") -> ColumnElement[Any]:
    """Return the SQL for the query that texts of a `Sought` make, read in each language."""
    made = _in_each_language(wanted)
    if isinstance(unwanted, str) and not unwanted:
        return made
    return func.tsquery_and(made, func.tsquery_not(_in_each_language(unwanted)))


def text_query(words: str, synonyms: Synonyms = ()) -> ColumnElement[Any] | None:
    """Return what somebody typed as a query, None when it asks for nothing; see `sought`."""
    found = sought(words, synonyms)
    return None if found is None else query(found.wanted, found.unwanted)


def words_of(text: str) -> list[str]:
    """Return the words that somebody typed, without what they exclude."""
    found = (match for match in _PART.finditer(_plain(text)) if not match[1])
    return [word for match in found for word in (match[2] or match[3] or "").split() if _says_something(word)]


def _terms(text: str, synonyms: Synonyms) -> Iterator[tuple[list[_Term], bool]]:
    """Yield the terms in order, with whether they are excluded; none for an `or`."""
    known = {_key(phrase): tuple(group) for group in synonyms for phrase in group}
    run: list[str] = []
    plain = _plain(text)
    for match in _PART.finditer(plain):
        minus, quoted, word = match.groups()
        if not minus and word and word != "or":
            run += [word] if _says_something(word) else []
            continue
        yield from _runs(run, known)
        run = []
        if word == "or":
            yield [], False
        elif _says_something(quoted or word or ""):
            yield [_Term((quoted or word,))], bool(minus)
    yield from _runs(run, known, unfinished=bool(run) and plain.endswith(run[-1]))


def _runs(
    words: list[str], known: dict[tuple[str, ...], tuple[str, ...]], *, unfinished: bool = False
) -> Iterator[tuple[list[_Term], bool]]:
    """Yield a term for each word of a run, or for as many as make up a phrase that has synonyms."""
    longest = max(map(len, known), default=1)
    at = 0
    while at < len(words):
        length = next((n for n in range(longest, 1, -1) if _key(" ".join(words[at : at + n])) in known), 1)
        part = tuple(words[at : at + length])
        at += length
        phrases = known.get(_key(" ".join(part)), ())
        yield [_Term(part, phrases, unfinished=unfinished and at >= len(words))], False


def _plain(text: str) -> str:
    """Return what was typed in one form: lower case, without what can't be seen, and not too long."""
    seen = (char for char in unicodedata.normalize("NFC", text[:WORDS_MOST]) if unicodedata.category(char) != "Cf")
    return " ".join("".join(seen).lower().split())


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _any_spelling(text: str, *, beginning: bool = False) -> str:
    """Return an operand for a word or phrase, with umlauts written in full and as dots."""
    full, dotless = text, text
    for umlaut, letters in _UMLAUTS:
        full = full.replace(umlaut, letters)
        dotless = dotless.replace(letters, letters[0])
    last = text[-1:]
    is_beginning = beginning and len(text) >= UNFINISHED_LEAST and last.isalnum() and not _CHARACTER.match(last)
    operands = [_quoted(spelling) for spelling in dict.fromkeys((text, full, dotless))]
    operands = [f"{operand}:*" for operand in operands] if is_beginning else operands
    return operands[0] if len(operands) == 1 else f"({' | '.join(operands)})"


def _quoted(text: str) -> str:
    escaped = spaced(text).replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _in_each_language(text: str | ColumnElement[str]) -> ColumnElement[Any]:
    english, german = (func.to_tsquery(literal_column(f"'{name}'", String), text) for name in (ENGLISH, GERMAN))
    # Said twice, a beginning would be looked up twice, and each row ranked by both.
    return case((english.op("=")(german), english), else_=func.tsquery_or(english, german))


def _key(phrase: str) -> tuple[str, ...]:
    """Return a phrase as it is recognised: its words without accents and endings."""
    return tuple(_ENDING.sub("", _dotless(word)) for word in _plain(phrase).split())


def _dotless(word: str) -> str:
    for _umlaut, letters in _UMLAUTS:
        word = word.replace(letters, letters[0])
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
