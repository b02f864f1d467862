"""What can be asked for by its id alone."""

import strawberry
from strawberry import ID


@strawberry.interface(description="Something with an id of its own.")
class Node:
    """Something with an id of its own."""

    id: ID = strawberry.field(description="Names it across the whole schema.")
