"""Markdown to safe HTML: rendered by CommonMark's rules, then cleaned by a short list of what may stay."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(["strikethrough", "table"])
_parser.disable("image")


@lru_cache(maxsize=4096)
def rendered(text: str) -> Markup:
    """Return a member's text as HTML that carries no script, style, image or form."""
    tokens = _parser.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = _parser.renderer.render(tokens, _parser.options, {})
    # Cleaned to a short list and tested with an attack corpus, which is what makes Markup right here.
    return Markup(  # noqa: S704
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener",
        )
    )
