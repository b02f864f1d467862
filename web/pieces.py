"""The small pieces that every page is made of, from `templates/components.html`."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2.environment import TemplateModule
from markupsafe import Markup

from web import i18n

# These say the same for the same words, so each is made once in a language; a page holds a hundred of them.
READY = ("icon", "motif", "mark", "quadrant", "role")


class Pieces:
    """The macros of a template by name; in templates the global `ui`."""

    def __init__(self, module: TemplateModule) -> None:
        for name, macro in vars(module).items():
            setattr(self, name, _ready(macro) if name in READY else macro)


def _ready(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    @lru_cache(1024)
    def made(_language: str, *words: Any, **named: Any) -> Markup:
        return macro(*words, **named)

    def piece(*words: Any, **named: Any) -> Markup:
        return made(i18n.reader.get(), *words, **named)

    return piece
