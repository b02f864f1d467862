"""Who a text speaks to: `@handle`, outside of code and addresses."""

import re

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MENTION = re.compile(r"(?<![\w@/.-])@([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w@])", re.IGNORECASE)
MOST = 10


def mentioned(text: str) -> list[str]:
    """Return the handles mentioned in a Markdown text, each once, ten at most."""
    found = (match.lower() for match in _MENTION.findall(_CODE.sub(" ", text)))
    return list(dict.fromkeys(found))[:MOST]
