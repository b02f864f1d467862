"""Queries for the developers' page, one for each use of the API; a test holds them against the schema."""

from dataclasses import dataclass

from domain.errors import _


@dataclass(frozen=True, slots=True)
class Example:
    """One query with its variables (JSON), as the form holds them."""

    slug: str
    title: str
    explanation: str
    query: str
    variables: str = ""


EXAMPLES = (
    Example(
        "viewer",
        _("Who am I"),
        _("You, known by your token, or here by your sign-in. For a visitor, viewer is null."),
        """{
  viewer {
    member { name handle role }
    unreadNotices
  }
}""",
    ),
    Example(
        "ideas",
        _("List ideas"),
        _("The most supported ideas of one quadrant. For the next page, send this page's endCursor as after."),
        """query MostSupported($after: String) {
  ideas(first: 10, after: $after, order: SUPPORTED, filter: {quadrant: CREATION_WITH_OTHERS}) {
    nodes { id title supporters author { name } }
    pageInfo { hasNextPage endCursor }
  }
}""",
        '{"after": null}',
    ),
    Example(
        "search",
        _("Find ideas"),
        _("By words; the last one may be unfinished. Without an order the best match comes first."),
        """query Find($words: String!) {
  ideas(first: 5, filter: {words: $words}) {
    nodes { id title status quadrant }
  }
}""",
        '{"words": "bench"}',
    ),
    Example(
        "idea",
        _("Read one idea"),
        _("With its comments and their replies."),
        """query Read($id: ID!) {
  idea(id: $id) {
    title
    problem
    proposal
    viewerHasVoted
    comments(first: 20) {
      nodes { body author { name } replies { body author { name } } }
    }
  }
}""",
        '{"id": "SWRlYTox"}',
    ),
    Example(
        "submit",
        _("Submit an idea"),
        _("You get the idea, or a refusal that names the fields. Sent twice with the same key, it is one idea."),
        """mutation Submit($input: SubmitIdeaInput!) {
  submitIdea(input: $input) {
    ... on Idea { id title }
    ... on Problem { code message }
    ... on Invalid { problems { path message } }
  }
}""",
        """{
  "input": {
    "title": "A bench at every station",
    "proposal": "Put a bench beside each station, built from old cargo boxes.",
    "quadrant": "PARTICIPATION_FOR_SELF",
    "tags": ["stations"]
  }
}""",
    ),
    Example(
        "vote",
        _("Support an idea"),
        _("Voting twice changes nothing; withdrawVote takes the vote back."),
        """mutation Support($input: CastVoteInput!) {
  castVote(input: $input) {
    ... on Idea { supporters viewerHasVoted }
    ... on Problem { code message }
  }
}""",
        '{"input": {"ideaId": "SWRlYTox"}}',
    ),
    Example(
        "comment",
        _("Say something"),
        _("Below an idea; with parentId it is a reply."),
        """mutation Say($input: WriteCommentInput!) {
  writeComment(input: $input) {
    ... on Comment { id body }
    ... on Problem { code message }
  }
}""",
        '{"input": {"ideaId": "SWRlYTox", "body": "I would sit there."}}',
    ),
    Example(
        "live",
        _("Hear votes live"),
        _("Open this over a WebSocket or as an event stream; a page that answers once can’t listen."),
        """subscription Listen($ids: [ID!]!) {
  votes(ideaIds: $ids) {
    id
    supporters
  }
}""",
        '{"ids": ["SWRlYTox"]}',
    ),
)
