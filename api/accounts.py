"""The viewer's own account over GraphQL: address, password, signing out, leaving."""

import strawberry

from api import refusals
from api.context import Info
from api.members import Done, viewer_of
from domain import members, personal_data
from domain.errors import _ as mark
from domain.errors import problem


@strawberry.input(description="A new password.")
class SetPasswordInput:
    """A new password."""

    password: str = strawberry.field(description="At least 15 characters.")
    current: str = strawberry.field(default="", description="The present one, if there is one.")


@strawberry.type
class AccountMutations:
    """What members do with their accounts."""

    @refusals.mutation(description="Have a link sent to your new address; it is yours once the link is used.")
    async def request_new_email(self, info: Info, email: str) -> Done:
        """Ask for a new address."""
        async with info.context.writing() as session:
            await members.request_new_email(session, info.context.viewer, email)
        return Done(viewer=viewer_of(info))

    @refusals.mutation(description="Give yourself a password, or a new one; ends your sign-ins in browsers.")
    async def set_password(self, info: Info, input: SetPasswordInput) -> Done:
        """Set the viewer's password."""
        async with info.context.writing() as session:
            await members.set_password(session, info.context.viewer, input.password, current=input.current)
        return Done(viewer=viewer_of(info))

    @refusals.mutation(description="End your sign-ins in all browsers; access tokens stay.")
    async def sign_out_everywhere(self, info: Info) -> Done:
        """Sign out everywhere."""
        async with info.context.writing() as session:
            await members.sign_out_everywhere(session, info.context.viewer)
        return Done(viewer=viewer_of(info))

    @refusals.mutation(description="Delete your account: names go, votes and texts stay under a pseudonym.")
    async def delete_account(self, info: Info, confirm_handle: str) -> Done:
        """Delete the viewer's account, which they confirm by their handle."""
        viewer = members.require_self(info.context.viewer)
        if confirm_handle != viewer.handle:
            raise problem("confirm_handle", "not_confirmed", mark("Type your handle, so that we are sure."))
        async with info.context.writing() as session:
            await personal_data.erase(session, viewer)
        return Done(viewer=None)
