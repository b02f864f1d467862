"""Limits on documents: each holds, each is answered before anything runs, none is fooled by fragments."""

import pytest
from graphql import get_introspection_query

from api import documents, limits
from api.documents import Library, Unanswerable
from tests.api.transport.sample import make_schema

SCHEMA = make_schema()._schema


def refused(text: str) -> tuple[str, str]:
    """Return the code and sentence with which a document is turned down."""
    with pytest.raises(Unanswerable) as caught:
        Library(SCHEMA).read(text)
    error = caught.value.errors[0]
    return str((error.extensions or {})["code"]), error.message


def read(text: str) -> None:
    """Read a document that is within all limits."""
    Library(SCHEMA).read(text)


def nested(levels: int) -> str:
    """Return a query of so many levels of fields, an odd number."""
    pairs = (levels - 1) // 2
    return "{" + "ideas(first: 1) { nodes {" * pairs + "id" + "}}" * pairs + "}"


def aliased(count: int, start: int = 0) -> str:
    """Return so many aliased fields."""
    return " ".join(f"a{number}: hello" for number in range(start, start + count))


def test_documents_within_the_limits_are_read() -> None:
    read(nested(limits.DEPTH))
    read("{" + aliased(limits.ROOT_ALIASES) + "}")
    read(get_introspection_query())


def test_depth_is_limited() -> None:
    assert refused(nested(limits.DEPTH + 2))[0] == "TOO_COMPLEX"


def test_depth_is_counted_through_fragments() -> None:
    inner = "fragment F on Idea {" + "ideas(first: 1) { nodes {" * 3 + "id" + "}}" * 3 + "}"
    outer = nested(limits.DEPTH - 4).replace("{id}", "{...F}")
    code, message = refused(outer + inner)
    assert code == "TOO_COMPLEX"
    assert "levels" in message


def test_tokens_are_limited() -> None:
    code, message = refused("{" + "hello " * limits.TOKENS + "}")
    assert code == "GRAPHQL_PARSE_FAILED"
    assert "tokens" in message


def test_comments_are_limited() -> None:
    assert refused("{ hello }" + "\n#" * (limits.TOKENS + 1))[0] == "GRAPHQL_PARSE_FAILED"


def test_characters_are_limited() -> None:
    assert refused("{ hello }" + " " * limits.CHARACTERS)[0] == "GRAPHQL_PARSE_FAILED"


def test_aliases_are_limited_on_the_first_level() -> None:
    assert "first level" in refused("{" + aliased(limits.ROOT_ALIASES + 1) + "}")[1]


def test_aliases_on_the_first_level_are_counted_through_fragments() -> None:
    fragments = "".join(f"fragment F{number} on Query {{ {aliased(6, number * 6)} }}" for number in range(2))
    assert "first level" in refused("{ ...F0 ...F1 }" + fragments)[1]


def test_aliases_are_limited_in_total_with_each_spread_counted() -> None:
    fragment = "fragment F on Idea { a: id b: id c: id d: id }"
    spreads = "ideas(first: 1) { nodes { ...F " * 2 + "author { ideas(first: 1) { nodes { ...F } } }" + "}}" * 2
    read("{" + spreads + "}" + fragment)
    many = " ".join(f"a{number}: author {{ ideas(first: 1) {{ nodes {{ ...F }} }} }}" for number in range(6))
    code, message = refused(
        "{ ideas(first: 1) { nodes { x: id y: id z: id w: id u: id v: id " + many + "} } }" + fragment
    )
    assert (code, message) == ("TOO_COMPLEX", "This has 36 aliases; 30 are the limit.")


def test_directives_are_limited() -> None:
    assert "directives" in refused("{ hello" + " @skip(if: false)" * (limits.DIRECTIVES + 1) + "}")[1]


def test_fields_are_limited_after_fragments_are_spread_out() -> None:
    fragments = "".join(f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(40))
    code, message = refused("{ ...F0 }" + fragments + "fragment F40 on Query { hello }")
    assert code == "TOO_COMPLEX"
    assert f"{2**40:,} fields" in message


def test_fields_that_would_have_to_be_compared_with_each_other_are_limited() -> None:
    assert "twice" in refused("{" + "hello " * (limits.REPEATS + 2) + "}")[1]


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ideas(first: 1) { nodes { ...A } } } fragment A on Idea { author { ideas(first: 1) { nodes { ...A } } } }",
        "{ ...Missing }",
        "fragment A on Query { ...A }",
    ],
)
def test_circles_and_gaps_of_fragments_are_named_not_run_into(text: str) -> None:
    assert refused(text)[0] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    "text",
    [
        "{" + "a {" * 150 + "a" + "}" * 150 + "}",
        "{" + "a {" * 5000 + "a" + "}" * 5000 + "}",
        "{" + "... {" * 150 + "hello" + "}" * 150 + "}",
        "{ ideas(first: " + "[" * 400 + "]" * 400 + ") { nodes { id } } }",
        "{ ...F0 }" + "".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(110)),
        "{ ...F0 }" + "".join(f"fragment F{n} on Query {{ ...{{...{{...{{ ...F{n + 1} }}}}}} }}" for n in range(50)),
    ],
    ids=["fields", "flood", "inline", "lists", "chain", "both"],
)
def test_deep_nesting_never_exhausts_the_stack(text: str) -> None:
    assert refused(text)[0] in ("TOO_COMPLEX", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")


@pytest.mark.parametrize(
    "text",
    [
        "{ helo }",
        "{ ideas(frist: 1) { nodes { id } } }",
        "{ idea(id: 1) { secretGarde } }",
        'mutation { castVote(input: {ideaIdd: "1"}) { __typename } }',
        'mutation { castVote(input: {ideaId: "1"}) { ... on NotFoun { code } } }',
        "query ($x: VoteInpu) { hello }",
        "{ hello @skp(if: true) }",
    ],
)
def test_nothing_is_suggested_to_a_guesser(text: str) -> None:
    with pytest.raises(Unanswerable) as caught:
        Library(SCHEMA).read(text)
    assert not any("mean" in error.message for error in caught.value.errors)


def test_a_document_is_checked_once_and_then_remembered() -> None:
    library = Library(SCHEMA)
    first = library.read("{ hello }")
    for _ in range(319):
        assert library.read("{ hello }") is first
    assert (library.hits, library.misses) == (319, 1)


def test_a_bad_document_is_not_remembered() -> None:
    library = Library(SCHEMA)
    for _ in range(2):
        with pytest.raises(Unanswerable):
            library.read("{ nothing }")
    assert (library.hits, library.misses) == (0, 2)


def test_what_is_remembered_is_bounded_and_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MEMORY", 500)
    library = Library(SCHEMA)
    library.read("{ hello }")
    for number in range(50):
        library.read(f'query {{ nodes(ids: ["{number}", "{"long" * 200}"]) {{ id }} }}')
    kept = list(library._kept)
    assert library._weight == sum(each.weight for each in library._kept.values()) <= 500
    assert 10 < len(kept) < 50
    assert '"49"' in kept[-1]
    library.read("{ hello }")
    assert library.hits == 0
