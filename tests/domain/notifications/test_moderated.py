"""Whoever moderators dealt with is told, kindly and without their names; of a hidden comment no word goes by mail."""

from domain import moderation, notifications
from domain.members import Role
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests.people import People


async def test_authors_and_reporters_hear_of_their_texts_and_reports(people: People) -> None:
    ann, ben, pat = await people.member("Ann"), await people.member("Ben"), await people.member("Pat", Role.PRODUCT)
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ann, on=idea, says="Something rude")
    await people.does(moderation.report, ben, comment_id=comment.id, reason="rude")
    await people.does(moderation.hide, pat, comment_id=comment.id, reason="rude")
    await people.does(moderation.hide, pat, idea_id=idea.id, reason="rude")
    await people.does(moderation.restore, pat, idea_id=idea.id)
    await people.hear()
    for member, kinds in (
        (ann, [NoticeKind.COMMENT_HIDDEN, NoticeKind.HIDDEN, NoticeKind.RESTORED]),
        (ben, [NoticeKind.REPORT_SETTLED]),
    ):
        notices = (await people.reads(notifications.listed, member, Slice())).items
        assert sorted(notice.kind for notice in notices) == sorted(kinds)
        assert {notice.actor for notice in notices} == {None}
        mailed = await people.reads(notifications.for_mail, member, [notice.id for notice in notices])
        assert len(mailed) == len(kinds)
        assert all("rude" not in notice.comment.body for notice in mailed if notice.comment)
