"""What members do with their accounts: profile, address, password, sign-ins, access tokens, notices, leaving."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import Scope
from api.members import Member
from api.viewer import AccessToken, Done
from domain import members, notifications, personal_data
from domain.errors import _ as mark
from domain.errors import problem


@strawberry.input(description="What you say of yourself.")
class ReviseProfileInput:
    """What a member says of themselves."""

    name: str = strawberry.field(description="What to call you.")
    about: str = strawberry.field(description="A line about you; may be empty.")
    language: str = strawberry.field(description="The language we write to you in, en or de.")


@strawberry.input(description="Where to reach you from now on.")
class RequestNewEmailInput:
    """A new address."""

    email: str = strawberry.field(description="Your new address.")


@strawberry.input(description="A new password, and the present one.")
class SetPasswordInput:
    """A new password."""

    new_password: str = strawberry.field(description="The new one, at least 15 characters.")
    password: str = strawberry.field(default="", description="The present one, if there is one.")


@strawberry.input(description="Which browser to sign out.")
class EndSignInInput:
    """A sign-in to end."""

    id: ID = strawberry.field(description="The sign-in.")


@strawberry.input(description="What a new token is for.")
class CreateAccessTokenInput:
    """What a new token is for."""

    name: str = strawberry.field(description="What you call it.")
    scope: Scope = strawberry.field(default=Scope.READ, description="What it may be used for.")
    days: int = strawberry.field(default=90, description="How long it lasts, 1 to 365.")


@strawberry.input(description="Which access token to end.")
class RevokeAccessTokenInput:
    """An access token to end."""

    id: ID = strawberry.field(description="The token.")


@strawberry.input(description="How far you have read.")
class MarkNoticesReadInput:
    """How far somebody has read."""

    up_to: ID = strawberry.field(description="The latest notice you have seen.")
    idea_id: ID | None = strawberry.field(default=None, description="Only notices of this idea; null for all.")


@strawberry.input(description="That you mean it.")
class DeleteAccountInput:
    """That somebody means it."""

    confirm_handle: str = strawberry.field(description="Your handle, so that we are sure.")


@strawberry.type(description="A new access token with its secret.")
class NewAccessToken:
    """A new access token with its secret."""

    access_token: AccessToken = strawberry.field(description="The token.")
    secret: str = strawberry.field(description="What to send after “Authorization: Bearer”; shown this once.")


@strawberry.type
class AccountMutations:
    """What members do with their accounts. What opens an account isn't changed by access token."""

    @refusals.mutation(description="Change what you say of yourself.")
    async def revise_profile(self, info: Info, input: ReviseProfileInput) -> Member:
        """Change the viewer's profile."""
        async with info.context.writing() as session:
            changed = {"name": input.name, "about": input.about, "language": input.language}
            return Member.of(await members.revise_profile(session, info.context.viewer, **changed))

    @refusals.mutation(
        description="Have a link sent to your new address, which is yours once you use it; not by access token."
    )
    async def request_new_email(self, info: Info, input: RequestNewEmailInput) -> Done:
        """Ask for a new address."""
        async with info.context.writing(in_person=True) as session:
            await members.request_new_email(session, info.context.viewer, input.email)
        return Done()

    @refusals.mutation(
        description="Give yourself a password, which signs you out in all other browsers; not by access token."
    )
    async def set_password(self, info: Info, input: SetPasswordInput) -> Done:
        """Set the viewer's password."""
        async with info.context.writing(in_person=True) as session:
            here = info.context.asker.cookie or ""
            viewer = info.context.viewer
            await members.set_password(session, viewer, input.new_password, current=input.password, keep=here)
        return Done()

    @refusals.mutation(description="Sign out in one of your browsers.")
    async def end_sign_in(self, info: Info, input: EndSignInInput) -> Done:
        """End one of the viewer's sign-ins."""
        async with info.context.writing() as session:
            await members.end_sign_in(session, info.context.viewer, ids.decode("SignIn", input.id))
        return Done()

    @refusals.mutation(description="Sign out in all your browsers; access tokens stay.")
    async def sign_out_everywhere(self, info: Info) -> Done:
        """Sign out everywhere."""
        async with info.context.writing() as session:
            await members.sign_out_everywhere(session, info.context.viewer)
        return Done()

    @refusals.mutation(description="Make an access token, whose secret is shown this once; not by access token.")
    async def create_access_token(self, info: Info, input: CreateAccessTokenInput) -> NewAccessToken:
        """Make an access token."""
        async with info.context.writing(in_person=True) as session:
            scope = input.scope
            token, secret = await members.create_access_token(
                session, info.context.viewer, name=input.name, scope=scope, days=input.days
            )
            return NewAccessToken(access_token=AccessToken.of(token), secret=secret)

    @refusals.mutation(description="End one of your access tokens at once.")
    async def revoke_access_token(self, info: Info, input: RevokeAccessTokenInput) -> Done:
        """End an access token."""
        async with info.context.writing() as session:
            await members.revoke_access_token(session, info.context.viewer, ids.decode("AccessToken", input.id))
        return Done()

    @refusals.mutation(description="Mark your notices as read, up to and including this one.")
    async def mark_notices_read(self, info: Info, input: MarkNoticesReadInput) -> Done:
        """Mark notices as read."""
        async with info.context.writing() as session:
            number = ids.decode("Notice", input.up_to, "up_to")
            idea_id = ids.decode("Idea", input.idea_id, "idea_id") if input.idea_id else None
            await notifications.mark_read(session, info.context.viewer, up_to=number, idea_id=idea_id)
        return Done()

    @refusals.mutation(
        description="Delete your account: names go, votes and texts stay under a pseudonym; not by access token."
    )
    async def delete_account(self, info: Info, input: DeleteAccountInput) -> Done:
        """Delete the viewer's account, which they confirm by their handle."""
        async with info.context.writing(in_person=True) as session:
            viewer = members.require_self(info.context.viewer)
            if input.confirm_handle != viewer.handle:
                raise problem("confirm_handle", "not_confirmed", mark("Type your handle, so that we are sure."))
            await personal_data.erase(session, viewer)
        return Done()
