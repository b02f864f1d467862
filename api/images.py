"""Images over GraphQL: what stands in ideas, comments and offers, and how mutations name what shall."""

from collections.abc import Sequence

import strawberry
from strawberry import ID

from api import ids
from domain.images import Arrangement, Described
from domain.images import Image as ImageRow


@strawberry.type(
    description="An image in an idea, a comment or an offer, as WebP; whoever sees the thing may fetch it."
)
class Image:
    """An image in an idea, a comment or an offer."""

    id: ID = strawberry.field(description="What mutations name it by.")
    url: str = strawberry.field(description="Where it is, at most 1600 pixels long, as a path on this site.")
    width: int = strawberry.field(description="How wide it is, in pixels.")
    height: int = strawberry.field(description="How high it is, in pixels.")
    thumbnail_url: str = strawberry.field(description="Where it is, at most 480 pixels long, as a path on this site.")
    thumbnail_width: int = strawberry.field(description="How wide the small one is, in pixels.")
    thumbnail_height: int = strawberry.field(description="How high the small one is, in pixels.")
    alternative_text: str = strawberry.field(description="What it shows, for those who can't see it; may be empty.")

    @classmethod
    def of(cls, row: ImageRow, alternative_text: str | None = None) -> "Image":
        """Return an image as the schema shows one, with other words than its own where some are given."""
        return cls(
            id=ID(ids.encode("Image", row.id)),
            url=row.path,
            width=row.width,
            height=row.height,
            thumbnail_url=row.small_path,
            thumbnail_width=row.small_width,
            thumbnail_height=row.small_height,
            alternative_text=row.alternative_text if alternative_text is None else alternative_text,
        )


@strawberry.input(description="An image that you have sent, or one that stands there already, and what it shows.")
class ImageInput:
    """An image to put somewhere, or to describe anew."""

    id: ID = strawberry.field(description="The image, as sending it to /graphql/images answered.")
    alternative_text: str = strawberry.field(default="", description="What it shows, for those who can't see it.")


@strawberry.input
class WithImages:
    """The fields that everything with images shares."""

    images: list[ImageInput] = strawberry.field(
        default_factory=list, description="Up to three images to add or to describe anew; others stay as they are."
    )
    removed_images: list[ID] = strawberry.field(default_factory=list, description="Images to take away.")

    def arrangement(self) -> Arrangement:
        """Return it as the domain takes it."""
        described = [Described(ids.decode("Image", each.id, "images"), each.alternative_text) for each in self.images]
        return Arrangement(described, [ids.decode("Image", each, "removed_images") for each in self.removed_images])


def shown(rows: Sequence[ImageRow]) -> list[Image]:
    """Return images as the schema shows them."""
    return [Image.of(row) for row in rows]
