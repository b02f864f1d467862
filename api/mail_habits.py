"""What members get by mail, and when, over GraphQL."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.ideas import Idea
from api.notice_enums import NoticeTopic, Pace
from api.viewer import Done
from domain import notifications


@strawberry.input(description="How soon to send mail about a topic.")
class TopicPaceInput:
    """A topic and how soon."""

    topic: NoticeTopic = strawberry.field(description="What it is about.")
    pace: Pace = strawberry.field(description="How soon mail leaves.")


@strawberry.input(description="What to send you, and when.")
class ReviseMailHabitsInput:
    """What to send, and when."""

    paces: list[TopicPaceInput] = strawberry.field(description="Topics to change; others stay as they are.")
    digest_hour: int = strawberry.field(default=8, description="When daily and weekly mail leaves, 0 to 23.")
    quiet_from: int | None = strawberry.field(default=None, description="When your quiet begins; null for no quiet.")
    quiet_until: int | None = strawberry.field(default=None, description="When your quiet ends; null for no quiet.")
    zone: str | None = strawberry.field(default=None, description="Your time zone; null for the community's.")


@strawberry.input(description="How soon to send you mail about one idea.")
class SetIdeaPaceInput:
    """How soon to send mail about one idea."""

    idea_id: ID = strawberry.field(description="The idea.")
    pace: Pace | None = strawberry.field(default=None, description="How soon; null leaves it to your habits.")


@strawberry.type
class MailMutations:
    """Choosing mail."""

    @refusals.mutation(description="Choose what comes to you by mail, and when.")
    async def revise_mail_habits(self, info: Info, input: ReviseMailHabitsInput) -> Done:
        """Change the viewer's habits."""
        async with info.context.writing() as session:
            await notifications.revise_mail_habits(
                session,
                info.context.viewer,
                paces={each.topic: each.pace for each in input.paces},
                zone=input.zone,
                quiet_from=input.quiet_from,
                quiet_until=input.quiet_until,
                digest_hour=input.digest_hour,
            )
        return Done()

    @refusals.mutation(description="Choose how soon you get mail about one idea, whatever your habits say.")
    async def set_idea_pace(self, info: Info, input: SetIdeaPaceInput) -> Idea:
        """Change how soon the viewer gets mail about an idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await notifications.set_idea_pace(session, info.context.viewer, number, input.pace))
