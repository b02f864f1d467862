"""What has an id, and how ids are asked for."""

from typing import Annotated, Any

import strawberry
from strawberry import ID

AnId = Annotated[ID, strawberry.argument(description="The id.")]
Ids = Annotated[list[ID], strawberry.argument(description="The ids.")]


@strawberry.interface(description="Something that can be asked for by its id alone.")
class Node:
    """Something that can be asked for by its id alone."""

    id: ID = strawberry.field(description="Names it across the whole schema.")


def of_row(description: str, name: str | None = None) -> Any:
    """Return a field whose value is what the type's row says under the same name, read when it is asked for."""
    field = strawberry.field(name=name, description=description)
    field.init = False
    return field
