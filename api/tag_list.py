"""The words that ideas are filed under, and the product team's list of them."""

import strawberry

from api.context import Info
from domain import ideas
from domain.permissions import Permission


@strawberry.type(description="A word that ideas are filed under.")
class Tag:
    """A word that ideas are filed under."""

    name: str = strawberry.field(description="The word as people read it.")
    slug: str = strawberry.field(description="The word as filters know it.")


@strawberry.type
class TagList:
    """The tags that the product team keeps, by slug."""

    tags: strawberry.Private[dict[str, str]]

    @strawberry.field(
        description="The tags that the product team keeps, by name; none for who may not read.",
        metadata={"at_most": ideas.KEPT_MOST},
    )
    def kept_tags(self, info: Info) -> list[Tag]:
        """Return the list to whoever may read."""
        if not info.context.viewer.may(Permission.READ):
            return []
        found = [Tag(name=name, slug=slug) for slug, name in self.tags.items()]
        return sorted(found, key=lambda tag: tag.name.casefold())
