"""The one thing that isn't asked in GraphQL: an image is sent as it is, and named in a mutation afterwards."""

from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api import http, ids
from api.context import Context, Contexts, ReadOnlyToken
from api.failures import Code
from api.http import BadRequest
from api.origins import Gate, bearer
from domain import images, members
from domain.errors import Unavailable
from domain.images import Folder, Workshop
from domain.permissions import Permission

IN_MEMORY = 1_000_000


@dataclass(frozen=True)
class Uploads:
    """Takes images in: who draws them, where they are kept (None for the database), and their greatest size."""

    gate: Gate
    contexts: Contexts
    workshop: Workshop
    folder: Folder | None
    bytes_most: int

    def route(self) -> Route:
        """Return the address below the one of questions."""
        return Route("/graphql/images", self.take, methods=["POST"], name="graphql_images")

    async def take(self, request: Request) -> Response:
        """Keep one image for its sender alone, and answer with its id; without a mutation it is gone in a day."""
        try:
            if self.gate.refusing(request):
                message = "With a session cookie, sending an image needs this session's X-CSRF-Token as well."
                raise BadRequest(HTTPStatus.FORBIDDEN, Code.FORGED_REQUEST, message)
            if not request.headers.get("content-type", "").startswith("image/"):
                message = "Send one image as it is, with a Content-Type such as image/jpeg."
                raise BadRequest(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED_TYPE, message)
            context = await self.contexts(request, bearer(request.headers.get("authorization")))
            return await self._kept(request, context)
        except Exception as found:  # the last resort of this face, as for questions
            return http.failed(found)

    async def _kept(self, request: Request, context: Context) -> Response:
        members.require_member(context.viewer, Permission.ADD_IMAGE)
        if not context.may_write:
            raise ReadOnlyToken
        given = await self._received(request)
        async with context.writing() as session:
            await images.announce(session, context.viewer)
        picture = await self.workshop.redrawn(given)
        async with context.writing() as session:
            image = await images.keep(session, context.viewer, picture, folder=self.folder)
        shown = {"id": ids.encode("Image", image.id), "url": image.path, "width": image.width, "height": image.height}
        return JSONResponse(shown, HTTPStatus.CREATED)

    async def _received(self, request: Request) -> bytes:
        spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed below
        file = UploadFile(cast(BinaryIO, spool), size=0)
        try:
            async for chunk in request.stream():
                await file.write(chunk)
                if (file.size or 0) > self.bytes_most:
                    message = f"An image can have {self.bytes_most:,} bytes at most."
                    raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Code.TOO_LARGE, message)
            await file.seek(0)
            return await file.read()
        except ClientDisconnect:
            raise BadRequest(HTTPStatus.BAD_REQUEST, Code.BAD_REQUEST, "The request broke off.") from None
        except OSError as error:
            raise Unavailable from error
        finally:
            await file.close()
