"""The model and the use cases of Fourfold; it knows no web.

Every folder is a concept, entered by its front door; every file beside them is ground they stand on. A concept
imports only from those below it, in the order that `pyproject.toml` holds.

What is absent on purpose: no use case commits; no query that doesn't start from what its reader may see; no
relationship that loads by itself; no fact without its change; nothing that leaves the building by itself.
"""

VERSION = "0.1.0"
